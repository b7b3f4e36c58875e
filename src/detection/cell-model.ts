import { fitPowers } from './power-fit.js';
import type { CellGrid } from './warped-cells.js';

/**
 * How the candidate's power comes from the reference's, bin by bin: what sounds at once (spread over neighbouring cells,
 * as stretching does it), what rings on, and what is always there.
 */
export interface CellModel {
  /** Bins that were fitted: those in which the reference sounds. */
  readonly bins: readonly FittedBin[];
  /** Reverberation time to 60 dB that explains most. */
  readonly decaySeconds: number;
  /**
   * What a past that decays explains more than a future that does: log of the ratio of the divergences. Smearing and
   * mistakes of the model look the same in both directions of time; reverberation does not.
   */
  readonly reverberationEvidence: number;
  /** What a constant noise explains beyond all else: log of the ratio of the divergences. */
  readonly noiseEvidence: number;
}

export interface FittedBin {
  readonly bin: number;
  /** Factor of power of what sounds at once. */
  readonly gain: number;
  /** Constant power. */
  readonly noise: number;
  /** Power of what rings on, mean over all cells. */
  readonly tail: number;
  /** Mean over all cells. */
  readonly referencePower: number;
  /** Divergence per cell with noise, and without. */
  readonly divergence: number;
  readonly divergenceWithoutNoise: number;
}

const DECAYS_SECONDS = [0.25, 0.5, 0.9, 1.5, 2.5, 4];
/** Filters below are longer than what is looked for. */
const LOWEST_BIN = 6;
/** The choice of the decay needs fewer bins. */
const DECAY_BIN_STEP = 3;
/** Bins in which the reference is quieter than −70 dB say nothing. */
const LEAST_POWER = 1e-7;
/** Bins whose power falls to less than this share of the usual do not pass. */
const PASSING_RATIO = 0.1;
/** A divergence per cell that is of no account. */
const DIVERGENCE_FLOOR = 0.01;
const LOG_60_DB = Math.log(1e6);

export function fitCellModel(grid: CellGrid): CellModel {
  const heard = soundingBins(grid);
  const coarse = passingBins(grid, heard).filter((_, i) => i % DECAY_BIN_STEP === 0);
  const past = divergencesByDecay(grid, coarse, 'past');
  const future = divergencesByDecay(grid, coarse, 'future');
  const decaySeconds = bestDecay(past);
  const floor = DIVERGENCE_FLOOR * grid.cells;
  const bins = heard.map((bin) => fitBin(grid, bin, decaySeconds));
  const sum = (part: (bin: FittedBin) => number) => bins.reduce((total, bin) => total + part(bin), 0);
  const binFloor = DIVERGENCE_FLOOR * bins.length;
  return {
    bins,
    decaySeconds,
    reverberationEvidence: Math.log(
      (Math.min(...future) + floor * coarse.length) / (Math.min(...past) + floor * coarse.length),
    ),
    noiseEvidence: Math.log(
      (sum((bin) => bin.divergenceWithoutNoise) + binFloor) / (sum((bin) => bin.divergence) + binFloor),
    ),
  };
}

/** The minimum of a parabola through the best decay and its neighbours, on a scale of logarithms. */
function bestDecay(divergences: readonly number[]): number {
  const best = divergences.indexOf(Math.min(...divergences));
  const [before, at, after] = [divergences[best - 1], divergences[best]!, divergences[best + 1]];
  if (before === undefined || after === undefined) return DECAYS_SECONDS[best] ?? DECAYS_SECONDS[0]!;
  const curvature = before - 2 * at + after;
  const offset = curvature > 0 ? (0.5 * (before - after)) / curvature : 0;
  const neighbour = DECAYS_SECONDS[best + Math.sign(offset)]!;
  return DECAYS_SECONDS[best]! * (neighbour / DECAYS_SECONDS[best]!) ** Math.abs(offset);
}

/** Bins in which the reference sounds. */
export function soundingBins(grid: CellGrid): number[] {
  const bins: number[] = [];
  for (let bin = Math.max(LOWEST_BIN, grid.fromBin); bin < grid.toBin; bin++) {
    if (meanOf(rowOf(grid.reference, grid, bin)) > LEAST_POWER) bins.push(bin);
  }
  return bins;
}

/** Where a filter lets next to nothing through, what leaks in from other bins comes at other times. */
export function passingBins(grid: CellGrid, bins: readonly number[]): number[] {
  const ratios = bins.map(
    (bin) => meanOf(rowOf(grid.candidate, grid, bin)) / meanOf(rowOf(grid.reference, grid, bin)),
  );
  const usual = ratios.toSorted((a, b) => a - b)[Math.floor(0.7 * bins.length)] ?? 0;
  return bins.filter((_, i) => ratios[i]! > PASSING_RATIO * usual);
}

/** For each of {@link DECAYS_SECONDS}, over all these bins. */
function divergencesByDecay(grid: CellGrid, bins: readonly number[], direction: 'past' | 'future'): number[] {
  const constant = new Float64Array(grid.cells).fill(1);
  const totals = DECAYS_SECONDS.map(() => 0);
  for (const bin of bins) {
    const row = rowOf(grid.reference, grid, bin);
    const powers = rowOf(grid.candidate, grid, bin);
    const near = neighbours(row, grid);
    let weights: Float64Array | undefined;
    for (const [i, seconds] of DECAYS_SECONDS.entries()) {
      const explanations = [row, near, decaying(row, grid, seconds, direction), constant];
      const fit = fitPowers(powers, explanations, weights);
      totals[i]! += fit.divergence;
      ({ weights } = fit);
    }
  }
  return totals;
}

function fitBin(grid: CellGrid, bin: number, decaySeconds: number): FittedBin {
  const row = rowOf(grid.reference, grid, bin);
  const powers = rowOf(grid.candidate, grid, bin);
  const past = decaying(row, grid, decaySeconds, 'past');
  const explanations = [row, neighbours(row, grid), past];
  const without = fitPowers(powers, explanations);
  const fit = fitPowers(powers, [...explanations, new Float64Array(grid.cells).fill(1)]);
  return {
    bin,
    gain: fit.weights[0]! + fit.weights[1]!,
    noise: fit.weights[3]!,
    tail: fit.weights[2]! * meanOf(past),
    referencePower: meanOf(row),
    divergence: fit.divergence / grid.cells,
    divergenceWithoutNoise: without.divergence / grid.cells,
  };
}

/** Mean of the cells before and after. */
export function neighbours(row: Float64Array, { runs, cells }: CellGrid): Float64Array {
  const result = new Float64Array(cells);
  eachRun(runs, cells, (from, to) => {
    for (let k = from; k < to; k++) {
      result[k] = (row[Math.max(from, k - 1)]! + row[Math.min(to - 1, k + 1)]!) / 2;
    }
  });
  return result;
}

/** What lies two or more cells back (or ahead), fading by 60 dB in `decaySeconds`. */
export function decaying(
  row: Float64Array,
  { runs, cells, cellSeconds }: CellGrid,
  decaySeconds: number,
  direction: 'past' | 'future',
): Float64Array {
  const kept = Math.exp((-LOG_60_DB * cellSeconds) / decaySeconds);
  const result = new Float64Array(cells);
  eachRun(runs, cells, (from, to) => {
    let ringing = 0;
    const count = to - from;
    for (let k = 0; k < count; k++) {
      const place = (k: number) => (direction === 'past' ? from + k : to - 1 - k);
      ringing *= kept;
      if (k >= 2) ringing += row[place(k - 2)]!;
      result[place(k)] = ringing + Number.MIN_VALUE;
    }
  });
  return result;
}

function eachRun(runs: readonly number[], cells: number, visit: (from: number, to: number) => void): void {
  runs.forEach((from, i) => {
    visit(from, runs[i + 1] ?? cells);
  });
}

/** The cells of a bin. */
export function rowOf(data: Float64Array, { cells }: CellGrid, bin: number): Float64Array {
  return data.subarray(bin * cells, (bin + 1) * cells);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
