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
  type WasmCode,
  type WasmFunction,
} from '../numeric/index.js';
import type { WhitenedFrames } from './whitened-frames.js';

const FOUR = VECTOR_BYTES / NUMBER_BYTES;

/**
 * Adds to products[i, j] those of numbers i and j of each column from `column` up to `end`, in double precision, for j up to
 * i and up to three more. `width` is a column's bytes, a multiple of four numbers. All are addresses and bytes.
 */
const addProducts: WasmFunction = {
  name: 'addProducts',
  parameters: ['column', 'end', 'width', 'products'],
  locals: { i: 'i32', j: 'i32', row: 'i32', to: 'i32', value: 'v128', four: 'v128' },
  body: ({ get, set, step }) => {
    const addTwo = (offset: number, ...two: WasmCode[]) => [
      ...[get('to'), get('to'), f64x2.load(offset), ...two, f64x2.fromF32x4, get('value'), f64x2.mul],
      ...[f64x2.add, f64x2.store(offset)],
    ];
    return [
      whileTrue(
        [get('column'), get('end'), i32.isLess],
        [
          ...[i32.const(0), set('i'), get('products'), set('row')],
          whileTrue(
            [get('i'), get('width'), i32.isLess],
            [
              ...[get('column'), get('i'), i32.add, f32x4.loadSplat, f64x2.fromF32x4, set('value')],
              ...[i32.const(0), set('j'), get('row'), set('to')],
              whileTrue(
                [get('j'), get('i'), i32.const(1), i32.add, i32.isLess],
                [
                  ...[get('column'), get('j'), i32.add, f32x4.load(), set('four')],
                  ...addTwo(0, get('four')),
                  ...addTwo(VECTOR_BYTES, get('four'), get('four'), f32x4.shuffle(2, 3, 2, 3)),
                  step('j', i32.const(VECTOR_BYTES)),
                  step('to', i32.const(2 * VECTOR_BYTES)),
                ],
              ),
              step('i', i32.const(NUMBER_BYTES)),
              step('row', [...get('width'), ...i32.const(DOUBLE_BYTES / NUMBER_BYTES), ...i32.mul]),
            ],
          ),
          step('column', get('width')),
        ],
      ),
    ];
  },
};

const MODULE = wasmModule([addProducts]);

/** Sums over columns of their numbers and of all products of two of them, in double precision. */
export class ColumnMoments {
  /** Numbers from row to row of {@link ColumnMoments.products}. */
  readonly width: number;
  /** Of each bin; shape (bins). */
  readonly sums: Float64Array;
  readonly #bins: number;
  readonly #kernel = new WasmInstance<{
    addProducts(column: number, end: number, width: number, products: number): void;
  }>(MODULE);
  #columns = 0;

  constructor(bins: number) {
    this.#bins = bins;
    this.width = FOUR * Math.ceil(bins / FOUR);
    this.sums = new Float64Array(bins);
  }

  /** How many have been added. */
  get columns(): number {
    return this.#columns;
  }

  /** Those of bins i and j ≤ i at i · width + j; the others mean nothing. Valid until columns are added. */
  get products(): Float64Array {
    const length = this.width * this.width;
    return new Float64Array(this.#kernel.memory(DOUBLE_BYTES * length), 0, length);
  }

  /** Adds columns of these bins. */
  add({ data, frames }: WhitenedFrames): void {
    const [bins, width] = [this.#bins, this.width];
    for (let start = 0; start < data.length; start += bins) {
      for (let i = 0; i < bins; i++) this.sums[i]! += data[start + i]!;
    }
    const plan = new MemoryPlan();
    const productsAt = plan.reserve((width * width * DOUBLE_BYTES) / NUMBER_BYTES);
    const columnsAt = plan.reserve(width * frames);
    const columns = new Float32Array(this.#kernel.memory(plan.bytes), columnsAt, width * frames);
    for (let t = 0; t < frames; t++) columns.set(data.subarray(t * bins, (t + 1) * bins), t * width);
    const end = columnsAt + columns.byteLength;
    this.#kernel.functions.addProducts(columnsAt, end, NUMBER_BYTES * width, productsAt);
    this.#columns += frames;
  }
}
