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
  const overTime = withoutTimeMean(compressed, bins, Math.round(TIME_REACH_SECONDS * framesPerSecond));
  return { data: withoutBinMean(overTime, bins), frames, bins, framesPerSecond };
}

/** log(1 + gain · magnitude / level), column after column. */
function compress(plane: ConstantQ, columnFrames: number, levelFrames: number): Float32Array {
  const { data, bins, frames } = plane;
  const scales = levelsAround(plane, levelFrames).map((level) => COMPRESSION_GAIN / level / columnFrames);
  const columns = Math.floor(frames / columnFrames);
  const result = new Float32Array(columns * bins);
  for (let bin = 0; bin < bins; bin++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let t = column * columnFrames; t < (column + 1) * columnFrames; t++) {
        sum += data[bin * frames + t]! * scales[t]!;
      }
      // Where log1p would differ, the result is too small to be heard, and it takes twice as long.
      result[column * bins + bin] = Math.log(1 + sum);
    }
  }
  return result;
}

function withoutTimeMean(columns: Float32Array, bins: number, reach: number): Float32Array {
  const frames = columns.length / bins;
  const result = columns.slice();
  const running = new Float64Array(bins);
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
    for (let bin = 0; bin < bins; bin++) result[t * bins + bin]! -= share * running[bin]!;
  }
  return result;
}

function withoutBinMean(columns: Float32Array, bins: number): Float32Array {
  const result = columns.slice();
  const sums = new Float64Array(bins + 1);
  for (let start = 0; start < columns.length; start += bins) {
    for (let bin = 0; bin < bins; bin++) sums[bin + 1] = sums[bin]! + columns[start + bin]!;
    for (let bin = 0; bin < bins; bin++) {
      const from = Math.max(0, bin - BIN_REACH);
      const to = Math.min(bins, bin + BIN_REACH + 1);
      result[start + bin]! -= (REMOVED_SHARE * (sums[to]! - sums[from]!)) / (to - from);
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

/** The same columns, each bin the mean of itself and, half as much, of its neighbours. */
export function smoothBins(whole: WhitenedFrames): WhitenedFrames {
  const { data, bins } = whole;
  const result = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += bins) {
    let below = data[start]!;
    let own = below;
    for (let at = start; at < start + bins - 1; at++) {
      const above = data[at + 1]!;
      result[at] = 0.25 * (below + above) + 0.5 * own;
      below = own;
      own = above;
    }
    result[start + bins - 1] = 0.25 * below + 0.75 * own;
  }
  return { ...whole, data: result };
}

/** A stretch of columns, sharing memory. */
export function sliceFrames(whole: WhitenedFrames, from: number, to: number): WhitenedFrames {
  const { bins } = whole;
  return { ...whole, data: whole.data.subarray(from * bins, to * bins), frames: to - from };
}
