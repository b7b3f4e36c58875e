import { MemoryPlan } from './memory-plan.js';
import { WasmInstance } from './wasm-instance.js';
import {
  DOUBLE_BYTES,
  f32x4,
  f64x2,
  i32,
  NUMBER_BYTES,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmFunction,
} from './wasm-module.js';

const FOUR = VECTOR_BYTES / NUMBER_BYTES;

/**
 * For each row of single precision from `row` up to `end`, of `rowBytes`, a multiple of four numbers: Σ row · vector as two
 * numbers to be added, into `out`. `vector` holds double precision. All are addresses and bytes.
 */
const multiplyRows: WasmFunction = {
  name: 'multiplyRows',
  parameters: ['row', 'end', 'rowBytes', 'vector', 'out'],
  locals: { rowEnd: 'i32', at: 'i32', four: 'v128', low: 'v128', high: 'v128' },
  body: ({ get, set, step }) => [
    whileTrue(
      [get('row'), get('end'), i32.isLess],
      [
        ...[f64x2.zero, set('low'), f64x2.zero, set('high'), get('vector'), set('at')],
        ...[get('row'), get('rowBytes'), i32.add, set('rowEnd')],
        whileTrue(
          [get('row'), get('rowEnd'), i32.isLess],
          [
            ...[get('row'), f32x4.load(), set('four')],
            ...[get('low'), get('four'), f64x2.fromF32x4, get('at'), f64x2.load(), f64x2.mul, f64x2.add],
            ...[
              set('low'),
              get('high'),
              get('four'),
              get('four'),
              f32x4.shuffle(2, 3, 2, 3),
              f64x2.fromF32x4,
            ],
            ...[get('at'), f64x2.load(VECTOR_BYTES), f64x2.mul, f64x2.add, set('high')],
            step('row', i32.const(VECTOR_BYTES)),
            step('at', i32.const(2 * VECTOR_BYTES)),
          ],
        ),
        ...[get('out'), get('low'), f64x2.store(), get('out'), get('high'), f64x2.store(VECTOR_BYTES)],
        step('out', i32.const(2 * VECTOR_BYTES)),
      ],
    ),
  ],
};

const MODULE = wasmModule([multiplyRows]);

/** Inner products of one vector after the other with the rows of a matrix, in double precision. */
export class RowProducts {
  readonly #kernel = new WasmInstance<{
    multiplyRows(row: number, end: number, rowBytes: number, vector: number, out: number): void;
  }>(MODULE);
  #rows = 0;
  /** Numbers of a row, and those that it is made to have. */
  #size = 0;
  #width = 0;
  #vectorAt = 0;
  #sumsAt = 0;
  #bytes = 0;

  /**
   * Takes another matrix.
   *
   * @param matrix - Shape (rows, size). Copied.
   */
  load(matrix: Float32Array, size: number): void {
    this.#rows = matrix.length / size;
    this.#size = size;
    this.#width = FOUR * Math.ceil(size / FOUR);
    const plan = new MemoryPlan();
    plan.reserve(this.#rows * this.#width);
    this.#vectorAt = plan.reserve((this.#width * DOUBLE_BYTES) / NUMBER_BYTES);
    this.#sumsAt = plan.reserve((this.#rows * FOUR * DOUBLE_BYTES) / NUMBER_BYTES);
    this.#bytes = plan.bytes;
    const memory = this.#kernel.memory(plan.bytes);
    const rows = new Float32Array(memory, 0, this.#rows * this.#width);
    if (this.#width === size) {
      rows.set(matrix);
      return;
    }
    rows.fill(0);
    for (let row = 0; row < this.#rows; row++) {
      rows.set(matrix.subarray(row * size, (row + 1) * size), row * this.#width);
    }
  }

  /**
   * @param vector - Shape (size).
   * @returns Shape (rows).
   */
  with(vector: Float32Array): Float64Array {
    const memory = this.#kernel.memory(this.#bytes);
    const wide = new Float64Array(memory, this.#vectorAt, this.#width);
    wide.fill(0, this.#size);
    wide.set(vector);
    const rowBytes = NUMBER_BYTES * this.#width;
    this.#kernel.functions.multiplyRows(0, this.#rows * rowBytes, rowBytes, this.#vectorAt, this.#sumsAt);
    const sums = new Float64Array(memory, this.#sumsAt, FOUR * this.#rows);
    const products = new Float64Array(this.#rows);
    for (let row = 0; row < products.length; row++) {
      const at = FOUR * row;
      products[row] = sums[at]! + sums[at + 1]! + (sums[at + 2]! + sums[at + 3]!);
    }
    return products;
  }
}
