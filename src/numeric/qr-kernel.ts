import {
  DOUBLE_BYTES,
  f64x2,
  i32,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmFunction,
} from './wasm-module.js';

/** Columns worked on at a time; rows are a multiple of that long. */
export const COLUMNS_TOGETHER = 8;

const SUMS = ['sum0', 'sum1', 'sum2', 'sum3'] as const;

/**
 * rows −= (scale · v) (vᵀ rows), for the rows that begin at `rows`, `step` bytes apart, as many as v has numbers from `vector`
 * up to `end`. All are addresses; of each row `width` bytes are meant, and `products` is room for as many.
 */
const reflect: WasmFunction = {
  name: 'reflect',
  parameters: ['vector', 'end', 'rows', 'step', 'width', 'scale', 'products'],
  locals: {
    at: 'i32',
    row: 'i32',
    place: 'i32',
    factor: 'v128',
    ...Object.fromEntries(SUMS.map((sum) => [sum, 'v128'] as const)),
  },
  body: ({ get, set, step }) => {
    const columnBytes = i32.const(COLUMNS_TOGETHER * DOUBLE_BYTES);
    const forEach = (code: (sum: string, offset: number) => (readonly number[])[]) =>
      SUMS.flatMap((sum, i) => code(sum, i * VECTOR_BYTES));
    const eachColumns = (code: (readonly number[])[]) => [
      ...[i32.const(0), set('place')],
      whileTrue([get('place'), get('width'), i32.isLess], [...code, step('place', columnBytes)]),
    ];
    const product = [
      ...forEach((sum) => [f64x2.zero, set(sum)]),
      ...[get('vector'), set('at'), get('rows'), get('place'), i32.add, set('row')],
      whileTrue(
        [get('at'), get('end'), i32.isLess],
        [
          ...[get('at'), f64x2.loadSplat(), set('factor')],
          ...forEach((sum, offset) => [
            ...[get(sum), get('row'), f64x2.load(offset), get('factor'), f64x2.mul, f64x2.add, set(sum)],
          ]),
          step('at', i32.const(DOUBLE_BYTES)),
          step('row', get('step')),
        ],
      ),
      ...forEach((sum, offset) => [
        ...[get('products'), get('place'), i32.add, get(sum), f64x2.store(offset)],
      ]),
    ];
    const difference = forEach((_, offset) => [
      ...[get('row'), get('place'), i32.add, get('row'), get('place'), i32.add, f64x2.load(offset)],
      ...[get('products'), get('place'), i32.add, f64x2.load(offset), get('factor'), f64x2.mul],
      ...[f64x2.sub, f64x2.store(offset)],
    ]);
    return [
      ...eachColumns(product),
      ...[get('vector'), set('at'), get('rows'), set('row')],
      whileTrue(
        [get('at'), get('end'), i32.isLess],
        [
          ...[get('at'), f64x2.loadSplat(), get('scale'), f64x2.loadSplat(), f64x2.mul, set('factor')],
          ...eachColumns(difference),
          step('at', i32.const(DOUBLE_BYTES)),
          step('row', get('step')),
        ],
      ),
    ];
  },
};

/** The function that {@link QR_KERNEL} exports. */
export interface QrKernel {
  reflect(
    vector: number,
    end: number,
    rows: number,
    step: number,
    width: number,
    scale: number,
    products: number,
  ): void;
}

/** Bytes of a WebAssembly module. */
export const QR_KERNEL = wasmModule([reflect]);
