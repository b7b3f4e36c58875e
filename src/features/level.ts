import type { ConstantQ } from './constant-q.js';

/** Quieter than one step of 16-bit sound: keeps digital silence silent. */
const LEVEL_FLOOR = 1e-4;

/**
 * How loud the sound is around each column: the mean magnitude of all bins over a window around it, shorter at the ends.
 *
 * @param windowFrames - Half of them before and half after the column.
 * @returns One level a column, never 0.
 */
export function levelsAround({ data, bins, frames }: ConstantQ, windowFrames: number): Float64Array {
  const sums = new Float64Array(frames + 1);
  for (let bin = 0; bin < bins; bin++) {
    const row = bin * frames;
    for (let t = 0; t < frames; t++) sums[t + 1]! += data[row + t]!;
  }
  for (let t = 0; t < frames; t++) sums[t + 1]! += sums[t]!;
  const half = Math.floor(windowFrames / 2);
  const levels = new Float64Array(frames);
  for (let t = 0; t < frames; t++) {
    const from = Math.max(0, t - half);
    const to = Math.min(frames, t + half + 1);
    levels[t] = (sums[to]! - sums[from]!) / (bins * (to - from)) + LEVEL_FLOOR;
  }
  return levels;
}
