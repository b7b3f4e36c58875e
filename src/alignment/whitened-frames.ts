import { levelsAround, type ConstantQ, type ConstantQConfig } from '../features/index.js';
import { MemoryPlan, NUMBER_BYTES, WasmInstance } from '../numeric/index.js';
import { ROW_STEP_BYTES, WHITENING_KERNELS, type WhiteningKernels } from './whitening-kernels.js';

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

/** Numbers of a vector: so many may be read or written beyond the last. */
const FOUR = 4;

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
  const levelFrames = Math.round((LEVEL_SECONDS * sampleRateHz) / hopSamples);
  const scales = levelsAround(plane, levelFrames).map((level) => COMPRESSION_GAIN / level / columnFrames);
  const reach = Math.round(TIME_REACH_SECONDS * framesPerSecond);
  return { data: whitened(columnSums(plane, scales, columnFrames), reach), frames, bins, framesPerSecond };
}

/** Columns one behind the other, zeros around each, at the start of the kernels' memory. */
interface PaddedColumns {
  readonly columns: number;
  readonly bins: number;
  /** Numbers from column to column. */
  readonly width: number;
}

let kernels: WasmInstance<WhiteningKernels> | undefined;

/** @returns The kernels and their memory, which keeps what is in it; valid until the next call. */
function kernelsWithRoomFor(numbers: number) {
  kernels ??= new WasmInstance<WhiteningKernels>(WHITENING_KERNELS);
  const memory = new Float32Array(kernels.memory(NUMBER_BYTES * numbers));
  return { functions: kernels.functions, memory };
}

/** Frames that are added to their columns together, so that what is written lies close together too; in fours. */
const FRAMES_TOGETHER = 32;

/** Σ scale · magnitude over the frames of each column, in the kernels' memory, which has room for what {@link whitened} needs. */
function columnSums(
  { data, bins, frames }: ConstantQ,
  scales: Float64Array,
  columnFrames: number,
): PaddedColumns {
  const columns = Math.floor(frames / columnFrames);
  const step = ROW_STEP_BYTES / NUMBER_BYTES;
  const width = step * Math.ceil((bins + 2 * BIN_REACH + FOUR) / step);
  const wholeFrames = columns * columnFrames;
  const [framesInFours, binsInFours] = [inFours(wholeFrames), inFours(bins)];
  const plan = new MemoryPlan();
  const columnsAt = plan.reserve(columns * width);
  const planeAt = plan.reserve(binsInFours * frames + FOUR);
  const scalesAt = plan.reserve(framesInFours);
  const placesAt = plan.reserve(framesInFours);
  const forWhitening = columns * (2 * width + bins + 1) + bins + 2 * FOUR;
  const { memory, functions } = kernelsWithRoomFor(Math.max(plan.bytes / NUMBER_BYTES, forWhitening));
  const numbers = (at: number) => at / NUMBER_BYTES;
  memory.fill(0, numbers(columnsAt), numbers(planeAt));
  memory.set(data, numbers(planeAt));
  memory.fill(0, numbers(planeAt) + data.length, numbers(placesAt));
  memory.set(scales.subarray(0, wholeFrames), numbers(scalesAt));
  const places = new Int32Array(memory.buffer, placesAt, framesInFours);
  for (let t = 0; t < places.length; t++) {
    // Those beyond the last frame add zeros to the last column.
    const column = Math.min(columns - 1, Math.floor(t / columnFrames));
    places[t] = columnsAt + NUMBER_BYTES * (column * width + BIN_REACH);
  }
  for (let from = 0; from < framesInFours; from += FRAMES_TOGETHER) {
    const at = NUMBER_BYTES * from;
    const count = Math.min(FRAMES_TOGETHER, framesInFours - from);
    functions.addColumns(
      planeAt + at,
      NUMBER_BYTES * frames,
      binsInFours,
      scalesAt + at,
      placesAt + at,
      NUMBER_BYTES * count,
    );
  }
  return { columns, bins, width };
}

function inFours(count: number): number {
  return FOUR * Math.ceil(count / FOUR);
}

/** log(1 + sum) without most of its mean over time, and then of that over bins; shape (columns, bins). */
function whitened({ columns, bins, width }: PaddedColumns, reach: number): Float32Array {
  const { functions, memory } = kernelsWithRoomFor(0);
  const centredAt = columns * width;
  const timeSharesAt = 2 * columns * width;
  const binSharesAt = timeSharesAt + columns;
  const resultAt = binSharesAt + bins + FOUR;
  setShares(memory.subarray(timeSharesAt, timeSharesAt + columns), reach);
  setShares(memory.subarray(binSharesAt, binSharesAt + bins), BIN_REACH);
  const [end, bytes] = [NUMBER_BYTES * columns * width, NUMBER_BYTES * width];
  functions.logarithms(0, end);
  functions.leaveTimeMeans(
    0,
    end,
    bytes,
    reach * bytes,
    NUMBER_BYTES * timeSharesAt,
    NUMBER_BYTES * centredAt,
  );
  functions.leaveBinMeans(
    NUMBER_BYTES * centredAt,
    NUMBER_BYTES * centredAt + end,
    bytes,
    NUMBER_BYTES * BIN_REACH,
    NUMBER_BYTES * binSharesAt,
    NUMBER_BYTES * resultAt,
    NUMBER_BYTES * bins,
  );
  return memory.slice(resultAt, resultAt + columns * bins);
}

/** What the sum of all within reach of each place is multiplied by, to give the share of their mean that is taken off. */
function setShares(shares: Float32Array, reach: number): void {
  for (let i = 0; i < shares.length; i++) {
    shares[i] = REMOVED_SHARE / (Math.min(shares.length, i + reach + 1) - Math.max(0, i - reach));
  }
}

/**
 * The same columns with signed square roots for their values: that a bin stands out then counts for more than by how
 * much. Chance correlates by a few strong cells, a copy by most of its cells. They are centred, see {@link centreFrames}.
 */
export function softenFrames(whole: WhitenedFrames): WhitenedFrames {
  const { length } = whole.data;
  const { functions, memory } = kernelsWithRoomFor(length + FOUR);
  memory.set(whole.data);
  functions.signedRoots(0, NUMBER_BYTES * length);
  return centreFrames({ ...whole, data: memory.subarray(0, length) });
}

/** Columns up to so far around a column are centred together with it. */
const CENTRING_SECONDS = 1.5;

/**
 * Takes off each column the mean of all bins of the columns around it. Most cells of a column lie a little below their
 * neighbourhood and a few far above, so that roots and signs have a mean, by which any two recordings agree; those most of
 * which only noise is left.
 */
export function centreFrames(whole: WhitenedFrames): WhitenedFrames {
  const { data, frames, bins, framesPerSecond } = whole;
  const centred = new Float32Array(data.length);
  const sums = new Float64Array(frames + 1);
  for (let t = 0; t < frames; t++) {
    let sum = 0;
    for (let i = t * bins; i < (t + 1) * bins; i++) sum += data[i]!;
    sums[t + 1] = sums[t]! + sum;
  }
  const reach = centringColumns(framesPerSecond);
  for (let t = 0; t < frames; t++) {
    const from = Math.max(0, t - reach);
    const to = Math.min(frames, t + reach + 1);
    const mean = (sums[to]! - sums[from]!) / (bins * (to - from));
    for (let i = t * bins; i < (t + 1) * bins; i++) centred[i] = data[i]! - mean;
  }
  return { ...whole, data: centred };
}

/** How many columns before and behind a column are centred together with it. */
export function centringColumns(framesPerSecond: number): number {
  return Math.round(CENTRING_SECONDS * framesPerSecond);
}

/** How a column is laid into other memory, from `at` on. */
export type ColumnCopy = (whole: WhitenedFrames, column: number, target: Float32Array, at: number) => void;

/** As it is. */
export const copyColumn: ColumnCopy = ({ data, bins }, column, target, at) => {
  target.set(data.subarray(column * bins, (column + 1) * bins), at);
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
