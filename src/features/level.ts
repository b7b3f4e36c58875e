import {
  DOUBLE_BYTES,
  f32x4,
  f64x2,
  i32,
  MemoryPlan,
  NUMBER_BYTES,
  VECTOR_BYTES,
  WasmInstance,
  wasmModule,
  whileTrue,
  type WasmFunction,
} from '../numeric/index.js';
import type { ConstantQ } from './constant-q.js';

/** Columns that are summed together: four vectors of four, so that what is read of each row is one line of the cache. */
const COLUMNS_TOGETHER = 16;
const VECTORS = Array.from({ length: (COLUMNS_TOGETHER * NUMBER_BYTES) / VECTOR_BYTES }, (_, i) => i);

/**
 * Sums of columns in double precision, `groups` times sixteen of them: of `rows` rows, `rowBytes` apart. `plane` and `sums`
 * are addresses. Up to fifteen numbers behind a row are read.
 */
const sumColumns: WasmFunction = {
  name: 'sumColumns',
  parameters: ['plane', 'rowBytes', 'rows', 'groups', 'sums'],
  locals: {
    ...{ at: 'i32', left: 'i32', four: 'v128' },
    ...Object.fromEntries(VECTORS.flatMap((i) => [`low${i}`, `high${i}`].map((name) => [name, 'v128']))),
  },
  body: ({ get, set, step }) => {
    const add = (sum: string) => [f64x2.fromF32x4, get(sum), f64x2.add, set(sum)];
    return [
      whileTrue(
        [get('groups')],
        [
          ...VECTORS.flatMap((i) => [f64x2.zero, set(`low${i}`), f64x2.zero, set(`high${i}`)]),
          ...[get('plane'), set('at'), get('rows'), set('left')],
          whileTrue(
            [get('left')],
            [
              ...VECTORS.flatMap((i) => [
                ...[get('at'), f32x4.load(i * VECTOR_BYTES), set('four'), get('four'), ...add(`low${i}`)],
                ...[get('four'), get('four'), f32x4.shuffle(2, 3, 2, 3), ...add(`high${i}`)],
              ]),
              step('at', get('rowBytes')),
              step('left', i32.const(-1)),
            ],
          ),
          ...VECTORS.flatMap((i) => [
            ...[get('sums'), get(`low${i}`), f64x2.store(2 * i * VECTOR_BYTES)],
            ...[get('sums'), get(`high${i}`), f64x2.store((2 * i + 1) * VECTOR_BYTES)],
          ]),
          step('sums', i32.const(COLUMNS_TOGETHER * DOUBLE_BYTES)),
          step('plane', i32.const(COLUMNS_TOGETHER * NUMBER_BYTES)),
          step('groups', i32.const(-1)),
        ],
      ),
    ];
  },
};

const MODULE = wasmModule([sumColumns]);

/** One for all planes of a thread: they do not wait in between. */
let kernel:
  | WasmInstance<{
      sumColumns(plane: number, rowBytes: number, rows: number, groups: number, sums: number): void;
    }>
  | undefined;

/** Quieter than one step of 16-bit sound: keeps digital silence silent. */
const LEVEL_FLOOR = 1e-4;

/**
 * How loud the sound is around each column: the mean magnitude of all bins over a window around it, shorter at the ends.
 *
 * @param windowFrames - Half of them before and half after the column.
 * @returns One level a column, never 0.
 */
export function levelsAround(plane: ConstantQ, windowFrames: number): Float64Array {
  const { bins, frames } = plane;
  const columns = columnSums(plane);
  const sums = new Float64Array(frames + 1);
  for (let t = 0; t < frames; t++) sums[t + 1] = sums[t]! + columns[t]!;
  const half = Math.floor(windowFrames / 2);
  const levels = new Float64Array(frames);
  for (let t = 0; t < frames; t++) {
    const from = Math.max(0, t - half);
    const to = Math.min(frames, t + half + 1);
    levels[t] = (sums[to]! - sums[from]!) / (bins * (to - from)) + LEVEL_FLOOR;
  }
  return levels;
}

/** @returns Shape (frames); valid until the next call. */
function columnSums({ data, bins, frames }: ConstantQ): Float64Array {
  const groups = Math.ceil(frames / COLUMNS_TOGETHER);
  const plan = new MemoryPlan();
  const sumsAt = plan.reserve((groups * COLUMNS_TOGETHER * DOUBLE_BYTES) / NUMBER_BYTES);
  const planeAt = plan.reserve(data.length + COLUMNS_TOGETHER);
  kernel ??= new WasmInstance(MODULE);
  const memory = kernel.memory(plan.bytes);
  new Float32Array(memory, planeAt, data.length).set(data);
  kernel.functions.sumColumns(planeAt, NUMBER_BYTES * frames, bins, groups, sumsAt);
  return new Float64Array(memory, sumsAt, frames);
}
