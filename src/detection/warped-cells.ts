import type { AlignedSegment, PlaneSource } from '../alignment/index.js';
import type { ConstantQ, ConstantQConfig } from '../features/index.js';

/** Power of both recordings cell by cell, the reference brought to the candidate's tempo, pitch and time. */
export interface CellGrid {
  /** Shape (bins, cells); bins of the candidate. */
  readonly reference: Float64Array;
  /** Shape (bins, cells). */
  readonly candidate: Float64Array;
  readonly bins: number;
  readonly cells: number;
  /** First cell of each stretch without a gap. */
  readonly runs: readonly number[];
  /** Bins [from, to) that the reference has a partner for. */
  readonly fromBin: number;
  readonly toBin: number;
  readonly cellSeconds: number;
}

/** Candidate frames averaged into a cell: 93 ms at the paper's hop, long against errors of alignment. */
const CELL_FRAMES = 4;
/** Cells left out at either end of a segment, where other sound leaks in. */
const MARGIN_CELLS = 1;
/** Added to all powers: quieter than the rounding of 16-bit sound, so that digital silence has a ratio. */
const SILENT_POWER = 1e-10;

/**
 * Compares two planes along segments.
 *
 * @param segments - Of one tempo and pitch.
 */
export function warpCells(
  reference: PlaneSource,
  candidate: PlaneSource,
  segments: readonly AlignedSegment[],
  config: ConstantQConfig,
): CellGrid {
  const framesPerSecond = config.sampleRateHz / config.hopSamples;
  const stretches = segments.map((segment) => stretchOf(segment, candidate, framesPerSecond));
  const cells = stretches.reduce((sum, stretch) => sum + stretch.cells, 0);
  const { bins } = candidate;
  const shiftBins = ((segments[0]?.pitchShiftSemitones ?? 0) * config.binsPerOctave) / 12;
  const grid = {
    reference: new Float64Array(bins * cells).fill(SILENT_POWER),
    candidate: new Float64Array(bins * cells).fill(SILENT_POWER),
    bins,
    cells,
    runs: [] as number[],
    fromBin: Math.max(0, Math.ceil(shiftBins - 0.1)),
    toBin: Math.min(bins, Math.floor(bins - 1 + shiftBins + 0.1) + 1),
    cellSeconds: CELL_FRAMES / framesPerSecond,
  };
  let at = 0;
  stretches.forEach((stretch, i) => {
    if (stretch.cells === 0) return;
    grid.runs.push(at);
    addCandidate(grid, at, stretch, candidate);
    addReference(grid, at, stretch, reference, segments[i]!, {
      shiftBins,
      binsPerOctave: config.binsPerOctave,
    });
    at += stretch.cells;
  });
  return grid;
}

interface Stretch {
  readonly fromFrame: number;
  readonly cells: number;
  /** Reference frame at the candidate's frame `fromFrame`. */
  readonly referenceFrame: number;
}

function stretchOf(segment: AlignedSegment, candidate: PlaneSource, framesPerSecond: number): Stretch {
  const first = Math.round(segment.candidateStartSeconds * framesPerSecond) + MARGIN_CELLS * CELL_FRAMES;
  const end = Math.min(candidate.frames, Math.round(segment.candidateEndSeconds * framesPerSecond));
  const cells = Math.max(0, Math.floor((end - first) / CELL_FRAMES) - MARGIN_CELLS);
  const referenceFrame =
    segment.referenceStartSeconds * framesPerSecond +
    segment.tempoRatio * (first - segment.candidateStartSeconds * framesPerSecond);
  return { fromFrame: first, cells, referenceFrame };
}

type WritableGrid = Pick<CellGrid, 'reference' | 'candidate' | 'bins' | 'cells' | 'fromBin' | 'toBin'>;

function addCandidate(grid: WritableGrid, at: number, { fromFrame, cells }: Stretch, plane: PlaneSource) {
  const { data, frames } = plane.slice(fromFrame, cells * CELL_FRAMES);
  for (let bin = 0; bin < grid.bins; bin++) {
    for (let t = 0; t < frames; t++) {
      const place = bin * grid.cells + at + Math.floor(t / CELL_FRAMES);
      grid.candidate[place]! += data[bin * frames + t]! ** 2 / CELL_FRAMES;
    }
  }
}

function addReference(
  grid: WritableGrid,
  at: number,
  { referenceFrame, cells }: Stretch,
  plane: PlaneSource,
  { tempoRatio }: AlignedSegment,
  { shiftBins, binsPerOctave }: { readonly shiftBins: number; readonly binsPerOctave: number },
): void {
  const first = Math.max(0, Math.floor(referenceFrame) - 1);
  const last = Math.min(plane.frames, Math.ceil(referenceFrame + tempoRatio * cells * CELL_FRAMES) + 2);
  const source = plane.slice(first, last - first);
  // A tone that is moved up meets a shorter filter, whose magnitude goes by the root of its length.
  const scale = 2 ** (-shiftBins / binsPerOctave) / CELL_FRAMES;
  for (let bin = grid.fromBin; bin < grid.toBin; bin++) {
    const row = Math.max(0, Math.min(source.bins - 1, bin - shiftBins));
    for (let t = 0; t < cells * CELL_FRAMES; t++) {
      const magnitude = magnitudeAt(source, row, referenceFrame + tempoRatio * t - first);
      grid.reference[bin * grid.cells + at + Math.floor(t / CELL_FRAMES)]! += scale * magnitude ** 2;
    }
  }
}

/** Between frames and between bins, linearly. */
function magnitudeAt({ data, bins, frames }: ConstantQ, bin: number, frame: number): number {
  const t = Math.max(0, Math.min(frames - 1, frame));
  const [t0, b0] = [Math.floor(t), Math.floor(bin)];
  const [t1, b1] = [Math.min(frames - 1, t0 + 1), Math.min(bins - 1, b0 + 1)];
  const [v, w] = [t - t0, bin - b0];
  const low = data[b0 * frames + t0]! * (1 - v) + data[b0 * frames + t1]! * v;
  const high = data[b1 * frames + t0]! * (1 - v) + data[b1 * frames + t1]! * v;
  return low * (1 - w) + high * w;
}
