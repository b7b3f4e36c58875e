import type { ScoredLine } from './line.js';
import type { WhitenedFrames } from './whitened-frames.js';

/** What is searched. */
export interface SearchRange {
  readonly minTempoRatio: number;
  readonly maxTempoRatio: number;
  /** Pitch shifts up to so many bins either way; whole bins are tried. */
  readonly maxShiftBins: number;
}

/** All that the project's protocols contain, and a margin. */
export const FULL_RANGE: SearchRange = { minTempoRatio: 0.48, maxTempoRatio: 2.1, maxShiftBins: 10 };

/** Neighbouring tempi differ by this factor: over 5 s their lines part by less than an onset's width. */
const TEMPO_STEP = 1.045;
/** A line must cover at least this share of the shorter of the two, and so many frames. */
const MINIMUM_COVER = 0.7;
const MINIMUM_FRAMES = 10;

/**
 * Searches tempo × pitch × offset for the lines along which two stretches agree best.
 *
 * For each pitch shift all columns are multiplied with all columns, once; a tempo and an offset are then a line through
 * that matrix, summed up. For 5 s against 5 s at 10.8 columns a second that is 5 million multiplications and as many
 * additions, where shifting and resampling one of the two for every setting would take a thousand million.
 *
 * @param reference - Any length, though the cost grows with both lengths.
 * @param count - How many lines to return at most, >= 1; no two of them are neighbours in the search grid.
 * @returns Best first; empty when both are too short for a line.
 */
export function searchLines(
  reference: WhitenedFrames,
  candidate: WhitenedFrames,
  count: number,
  range: SearchRange = FULL_RANGE,
): ScoredLine[] {
  const tempi = tempoGrid(range);
  const best: ScoredLine[] = [];
  const products = new Float32Array(candidate.frames * reference.frames);
  for (let shift = -range.maxShiftBins; shift <= range.maxShiftBins; shift++) {
    const energies = multiplyColumns(reference, candidate, shift, products);
    for (const tempoRatio of tempi) {
      const line = bestOffset(products, energies, tempoRatio, shift);
      if (line !== undefined) keepBest(best, line, count);
    }
  }
  return best;
}

/** Running sums of the columns' energies over the bins that both have at this shift. */
interface Energies {
  readonly reference: Float64Array;
  readonly candidate: Float64Array;
}

function tempoGrid({ minTempoRatio, maxTempoRatio }: SearchRange): number[] {
  const steps = Math.max(1, Math.ceil(Math.log(maxTempoRatio / minTempoRatio) / Math.log(TEMPO_STEP)));
  return Array.from(
    { length: steps + 1 },
    (_, i) => minTempoRatio * (maxTempoRatio / minTempoRatio) ** (i / steps),
  );
}

/** products[t, u] = candidate column t, moved down by `shift` bins, times reference column u. */
function multiplyColumns(
  reference: WhitenedFrames,
  candidate: WhitenedFrames,
  shift: number,
  products: Float32Array,
): Energies {
  const { bins } = reference;
  const lowest = Math.max(0, -shift);
  const width = bins - Math.abs(shift);
  const a = candidate.data;
  const b = reference.data;
  const columns = reference.frames;
  for (let t = 0; t < candidate.frames; t++) {
    const from = t * bins + lowest + shift;
    let u = 0;
    // Four columns at a time: each number of the candidate is loaded once for the four.
    for (; u + 3 < columns; u += 4) {
      const b0 = u * bins + lowest;
      const b1 = b0 + bins;
      const b2 = b1 + bins;
      const b3 = b2 + bins;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let i = 0; i < width; i++) {
        const value = a[from + i]!;
        s0 += value * b[b0 + i]!;
        s1 += value * b[b1 + i]!;
        s2 += value * b[b2 + i]!;
        s3 += value * b[b3 + i]!;
      }
      const at = t * columns + u;
      products[at] = s0;
      products[at + 1] = s1;
      products[at + 2] = s2;
      products[at + 3] = s3;
    }
    for (; u < columns; u++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += a[from + i]! * b[u * bins + lowest + i]!;
      products[t * columns + u] = sum;
    }
  }
  return {
    reference: runningEnergy(reference, lowest, width),
    candidate: runningEnergy(candidate, lowest + shift, width),
  };
}

function runningEnergy({ data, frames, bins }: WhitenedFrames, lowest: number, width: number): Float64Array {
  const sums = new Float64Array(frames + 1);
  for (let t = 0; t < frames; t++) {
    let energy = 0;
    for (let i = t * bins + lowest, end = i + width; i < end; i++) energy += data[i]! * data[i]!;
    sums[t + 1] = sums[t]! + energy;
  }
  return sums;
}

/** The best line of one tempo and pitch. */
function bestOffset(
  products: Float32Array,
  energies: Energies,
  tempoRatio: number,
  shiftBins: number,
): ScoredLine | undefined {
  const referenceFrames = energies.reference.length - 1;
  const candidateFrames = energies.candidate.length - 1;
  const least = Math.max(
    MINIMUM_FRAMES,
    MINIMUM_COVER * Math.min(candidateFrames, referenceFrames / tempoRatio),
  );
  const places = Int32Array.from({ length: candidateFrames }, (_, t) => Math.round(tempoRatio * t));
  let best: ScoredLine | undefined;
  let bestScore = -Infinity;
  const firstOffset = -Math.ceil(tempoRatio * (candidateFrames - least));
  const lastOffset = Math.floor(referenceFrames - tempoRatio * (least - 1));
  for (let offset = firstOffset; offset <= lastOffset; offset++) {
    let from = 0;
    while (from < candidateFrames && places[from]! + offset < 0) from++;
    let to = candidateFrames;
    while (to > from && places[to - 1]! + offset >= referenceFrames) to--;
    if (to - from < least) continue;
    let sum = 0;
    for (let t = from, row = from * referenceFrames + offset; t < to; t++, row += referenceFrames) {
      sum += products[row + places[t]!]!;
    }
    const first = places[from]! + offset;
    const last = places[to - 1]! + offset + 1;
    const energy =
      (energies.candidate[to]! - energies.candidate[from]!) *
      ((energies.reference[last]! - energies.reference[first]!) * ((to - from) / (last - first)));
    const score = energy > 0 ? sum / Math.sqrt(energy) : 0;
    if (score <= bestScore) continue;
    bestScore = score;
    best = { tempoRatio, shiftBins, offsetFrames: offset, score, fromFrame: from, toFrame: to };
  }
  return best;
}

/** Inserts a line into the list of the best, in place of neighbours that are worse. */
function keepBest(best: ScoredLine[], line: ScoredLine, count: number): void {
  const rival = best.findIndex((other) => areNeighbours(other, line));
  if (rival >= 0) {
    if (best[rival]!.score >= line.score) return;
    best.splice(rival, 1);
  }
  const place = best.findIndex(({ score }) => score < line.score);
  best.splice(place < 0 ? best.length : place, 0, line);
  if (best.length > count) best.pop();
}

function areNeighbours(a: ScoredLine, b: ScoredLine): boolean {
  const middle = (a.fromFrame + a.toFrame) / 2;
  const apart = a.offsetFrames + a.tempoRatio * middle - (b.offsetFrames + b.tempoRatio * middle);
  return (
    Math.abs(a.shiftBins - b.shiftBins) <= 1 &&
    Math.abs(Math.log(a.tempoRatio / b.tempoRatio)) < 2.5 * Math.log(TEMPO_STEP) &&
    Math.abs(apart) <= 4
  );
}
