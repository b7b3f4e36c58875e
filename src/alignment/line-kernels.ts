import {
  f32x4,
  i32,
  NUMBER_BYTES,
  select,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmFunction,
} from '../numeric/index.js';

/** Numbers worked on at a time: four vectors of four. */
export const KERNEL_WIDTH = 16;

const SUMS = ['sum0', 'sum1', 'sum2', 'sum3'] as const;

/**
 * out[t, u] = Σ_k a[t, k] · b[k, u], for u up to a multiple of {@link KERNEL_WIDTH}. Addresses and steps are in bytes:
 * `aStep` from row to row of a, `bStep` from row to row of b and of out.
 */
const multiply: WasmFunction = {
  name: 'multiply',
  parameters: ['a', 'aStep', 'b', 'bStep', 'rows', 'width', 'out'],
  locals: {
    u: 'i32',
    k: 'i32',
    left: 'i32',
    right: 'i32',
    factor: 'v128',
    sum0: 'v128',
    sum1: 'v128',
    sum2: 'v128',
    sum3: 'v128',
  },
  body: ({ get, set, step }) => {
    const accumulate = SUMS.flatMap((sum, i) => [
      ...[
        get(sum),
        get('factor'),
        get('right'),
        f32x4.load(i * VECTOR_BYTES),
        f32x4.mul,
        f32x4.add,
        set(sum),
      ],
    ]);
    const oneProduct = [
      ...[get('left'), f32x4.loadSplat, set('factor')],
      ...accumulate,
      step('left', i32.const(NUMBER_BYTES)),
      step('right', get('bStep')),
      step('k', i32.const(-1)),
    ];
    const sixteenColumns = [
      ...SUMS.flatMap((sum) => [f32x4.zero, set(sum)]),
      ...[get('a'), set('left'), get('b'), get('u'), i32.add, set('right'), get('width'), set('k')],
      whileTrue([get('k')], oneProduct),
      ...SUMS.flatMap((sum, i) => [get('out'), get('u'), i32.add, get(sum), f32x4.store(i * VECTOR_BYTES)]),
      step('u', i32.const(KERNEL_WIDTH * NUMBER_BYTES)),
    ];
    return [
      whileTrue(
        [get('rows')],
        [
          ...[i32.const(0), set('u')],
          whileTrue([get('u'), get('bStep'), i32.isLess], sixteenColumns),
          step('a', get('aStep')),
          step('out', get('bStep')),
          step('rows', i32.const(-1)),
        ],
      ),
    ];
  },
};

/**
 * sums[o] += Σ_t products[t, places[t] + o] over the rows in which places[t] + o lies in [0, columns), for every offset o
 * in [first, last]. `products`, `places` and `sums` are addresses, `step` the bytes from row to row; behind the columns of
 * each row stand at least three zeros, and behind the sums is room for three more.
 */
const sumLines: WasmFunction = {
  name: 'sumLines',
  parameters: ['products', 'step', 'columns', 'places', 'rows', 'first', 'last', 'sums'],
  locals: { place: 'i32', low: 'i32', high: 'i32', from: 'i32', to: 'i32' },
  body: ({ get, set, step }) => {
    const bytes = [i32.const(NUMBER_BYTES), i32.mul];
    const fourOffsets = [
      ...[get('to'), get('to'), f32x4.load(), get('from'), f32x4.load(), f32x4.add, f32x4.store()],
      step('to', i32.const(VECTOR_BYTES)),
      step('from', i32.const(VECTOR_BYTES)),
      step('low', i32.const(KERNEL_WIDTH / 4)),
    ];
    const oneRow = [
      ...[get('places'), i32.load, set('place')],
      // low = max(first, −place), high = min(last, columns − 1 − place).
      ...[i32.const(0), get('place'), i32.sub, set('low')],
      ...[get('first'), get('low'), get('first'), get('low'), i32.isGreater, select, set('low')],
      ...[get('columns'), i32.const(1), i32.sub, get('place'), i32.sub, set('high')],
      ...[get('last'), get('high'), get('last'), get('high'), i32.isLess, select, set('high')],
      ...[get('products'), get('place'), get('low'), i32.add, ...bytes, i32.add, set('from')],
      ...[get('sums'), get('low'), get('first'), i32.sub, ...bytes, i32.add, set('to')],
      whileTrue([get('low'), get('high'), i32.const(1), i32.add, i32.isLess], fourOffsets),
      step('places', i32.const(NUMBER_BYTES)),
      step('products', get('step')),
      step('rows', i32.const(-1)),
    ];
    return [whileTrue([get('rows')], oneRow)];
  },
};

/** The functions that {@link LINE_KERNELS} exports. */
export interface LineKernels {
  multiply(
    a: number,
    aStep: number,
    b: number,
    bStep: number,
    rows: number,
    width: number,
    out: number,
  ): void;
  sumLines(
    products: number,
    step: number,
    columns: number,
    places: number,
    rows: number,
    first: number,
    last: number,
    sums: number,
  ): void;
}

/** Bytes of a WebAssembly module. */
export const LINE_KERNELS = wasmModule([multiply, sumLines]);
