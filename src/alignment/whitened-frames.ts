import { levelsAround, type ConstantQ, type ConstantQConfig } from '../features/index.js';

/**
 * Constant-Q columns prepared for correlation: compressed, and without most of what neighbours in time and frequency
 * have in common, so that it is the detail that must agree.
 */
export interface WhitenedFrames {
  /** Column after column, shape (frames, bins). */
  readonly data: Float32Array;
  readonly frames: number;
  readonly bins: number;
  readonly framesPerSecond: number;
}

/** Loudness is taken relative to the mean of so many seconds around. */
const LEVEL_SECONDS = 3;
const COMPRESSION_GAIN = 5;
/** Reach to either side, and share taken off, of the mean over time and of the mean over bins. */
const TIME_REACH_SECONDS = 0.75;
const BIN_REACH = 8;
const REMOVED_SHARE = 0.7;

/**
 * Compresses and whitens a plane.
 *
 * The share that is taken off was chosen on the validation split: all of it throws held notes away, none of it lets
 * recordings of one key look alike.
 *
 * @param plane - Linear magnitudes. Not modified.
 * @param columnFrames - So many columns are averaged into one; the rest at the end is dropped.
 */
export function whitenFrames(
  plane: ConstantQ,
  { sampleRateHz, hopSamples }: ConstantQConfig,
  columnFrames: number,
): WhitenedFrames {
  const { bins } = plane;
  const frames = Math.floor(plane.frames / columnFrames);
  const framesPerSecond = sampleRateHz / hopSamples / columnFrames;
  const compressed = compress(plane, columnFrames, Math.round((LEVEL_SECONDS * sampleRateHz) / hopSamples));
  const data = withoutMeans(compressed, bins, Math.round(TIME_REACH_SECONDS * framesPerSecond));
  return { data, frames, bins, framesPerSecond };
}

/** log(1 + gain · magnitude / level), column after column. */
function compress(plane: ConstantQ, columnFrames: number, levelFrames: number): Float32Array {
  const { data, bins, frames } = plane;
  const scales = levelsAround(plane, levelFrames).map((level) => COMPRESSION_GAIN / level / columnFrames);
  const columns = Math.floor(frames / columnFrames);
  const result = new Float32Array(columns * bins);
  for (let bin = 0; bin < bins; bin++) {
    const row = bin * frames;
    for (let column = 0, t = 0; column < columns; column++) {
      let sum = 0;
      for (const end = t + columnFrames; t < end; t++) sum += data[row + t]! * scales[t]!;
      // Where log1p would differ, the result is too small to be heard, and it takes twice as long.
      result[column * bins + bin] = Math.log(1 + sum);
    }
  }
  return result;
}

/** Takes most of the mean over time off each column, and then most of the mean over bins. */
function withoutMeans(columns: Float32Array, bins: number, reach: number): Float32Array {
  const frames = columns.length / bins;
  const result = new Float32Array(columns.length);
  const running = new Float64Array(bins);
  const sums = new Float64Array(bins + 1);
  let from = 0;
  let to = 0;
  for (let t = 0; t < frames; t++) {
    for (; to < Math.min(frames, t + reach + 1); to++) {
      for (let bin = 0; bin < bins; bin++) running[bin]! += columns[to * bins + bin]!;
    }
    for (; from < t - reach; from++) {
      for (let bin = 0; bin < bins; bin++) running[bin]! -= columns[from * bins + bin]!;
    }
    const share = REMOVED_SHARE / (to - from);
    const start = t * bins;
    for (let bin = 0; bin < bins; bin++) {
      result[start + bin] = columns[start + bin]! - share * running[bin]!;
      sums[bin + 1] = sums[bin]! + result[start + bin]!;
    }
    for (let bin = 0; bin < bins; bin++) {
      const low = Math.max(0, bin - BIN_REACH);
      const high = Math.min(bins, bin + BIN_REACH + 1);
      result[start + bin]! -= (REMOVED_SHARE * (sums[high]! - sums[low]!)) / (high - low);
    }
  }
  return result;
}

/**
 * The same columns with signed square roots for their values: that a bin stands out then counts for more than by how
 * much. Chance correlates by a few strong cells, a copy by most of its cells.
 */
export function softenFrames(whole: WhitenedFrames): WhitenedFrames {
  const data = new Float32Array(whole.data.length);
  for (let i = 0; i < data.length; i++) {
    const value = whole.data[i]!;
    data[i] = value < 0 ? -Math.sqrt(-value) : Math.sqrt(value);
  }
  return { ...whole, data };
}

/** How a column is laid into other memory, from `at` on. */
export type ColumnCopy = (whole: WhitenedFrames, column: number, target: Float32Array, at: number) => void;

/** As it is. */
export const copyColumn: ColumnCopy = ({ data, bins }, column, target, at) => {
  const start = column * bins;
  for (let bin = 0; bin < bins; bin++) target[at + bin] = data[start + bin]!;
};

/** Each bin the mean of itself and, half as much, of its neighbours. */
export const smoothColumn: ColumnCopy = ({ data, bins }, column, target, at) => {
  const start = column * bins;
  let below = data[start]!;
  let own = below;
  for (let bin = 0; bin < bins - 1; bin++) {
    const above = data[start + bin + 1]!;
    target[at + bin] = 0.25 * (below + above) + 0.5 * own;
    below = own;
    own = above;
  }
  target[at + bins - 1] = 0.25 * below + 0.75 * own;
};

/** A stretch of columns, sharing memory. */
export function sliceFrames(whole: WhitenedFrames, from: number, to: number): WhitenedFrames {
  const { bins } = whole;
  return { ...whole, data: whole.data.subarray(from * bins, to * bins), frames: to - from };
}
