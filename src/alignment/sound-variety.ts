import { ColumnMoments } from './column-moments.js';
import { SEARCH_COLUMN_FRAMES } from './frame-source.js';
import { RecordingFrames, type PlaneSource } from './recording-frames.js';
import type { ConstantQConfig } from '../features/index.js';

/** Stretches of a recording that are looked at, evenly spread, and their length. */
const STRETCHES = 6;
const STRETCH_SECONDS = 10;

/**
 * In how many independent ways the sound of a recording varies: the participation ratio (Σ λ)² / Σ λ² of the
 * eigenvalues λ of its whitened columns' covariance. About 1 to 2 for a held or repeated note and for a metronome, 3 to
 * 20 for music, above 25 for noise.
 *
 * An alignment can prove no more than there is variety: everything that only ticks aligns with everything that ticks.
 *
 * @returns ≥ 1; 1 for what does not vary at all.
 */
export function soundVariety(plane: PlaneSource, config: ConstantQConfig): number {
  const recording = new RecordingFrames(plane, config);
  const { bins } = plane;
  const moments = new ColumnMoments(bins);
  for (const [from, to] of stretches(recording)) {
    moments.add(recording.detail(from, to, SEARCH_COLUMN_FRAMES));
  }
  const { columns, sums, products, width } = moments;
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < bins; i++) {
    for (let j = 0; j <= i; j++) {
      const covariance = products[i * width + j]! / columns - (sums[i]! / columns) * (sums[j]! / columns);
      squares += (i === j ? 1 : 2) * covariance * covariance;
      if (i === j) trace += covariance;
    }
  }
  return squares > 0 ? (trace * trace) / squares : 1;
}

function stretches({ frames, framesPerSecond }: RecordingFrames): [number, number][] {
  const length = Math.round(STRETCH_SECONDS * framesPerSecond);
  if (frames <= STRETCHES * length) return [[0, frames]];
  return Array.from({ length: STRETCHES }, (_, i) => {
    const start = Math.floor(((frames - length) * i) / (STRETCHES - 1));
    const from = start - (start % SEARCH_COLUMN_FRAMES);
    return [from, from + length];
  });
}
