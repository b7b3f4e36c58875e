import {
  f32x4,
  i32,
  NUMBER_BYTES,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmCode,
  type WasmFunction,
} from '../numeric/index.js';

/** A column as the kernel takes it: addresses of its reference columns' first bin and of its own, and two weights. */
export const COLUMN_BYTES = 4 * NUMBER_BYTES;
/** What the kernel says of a column: product, energy of the reference, energy of the candidate, in four parts each. */
export const AGREEMENT_BYTES = 3 * VECTOR_BYTES;

const WEIGHTS = ['weight0', 'weight1', 'weight2', 'weight3'] as const;
const SUMS = ['product', 'referenceEnergy', 'candidateEnergy'] as const;

/**
 * For each of `columns` columns: the reference, interpolated between two columns `bVector` bytes apart by the column's
 * weights and between bins by the four numbers at `weights`, times the candidate, over `fours` times four bins and those of
 * four more that the `mask` lets through.
 */
const agree: WasmFunction = {
  name: 'agree',
  parameters: ['list', 'columns', 'weights', 'bVector', 'fours', 'mask', 'out'],
  locals: {
    left: 'i32',
    right: 'i32',
    own: 'i32',
    count: 'i32',
    early: 'v128',
    late: 'v128',
    passed: 'v128',
    value: 'v128',
    heard: 'v128',
    weight0: 'v128',
    weight1: 'v128',
    weight2: 'v128',
    weight3: 'v128',
    product: 'v128',
    referenceEnergy: 'v128',
    candidateEnergy: 'v128',
  },
  body: ({ get, set, step }) => {
    const read = (address: string, offset: number) => [get(address), ...offsetBy(offset), i32.load];
    const betweenBins = (column: string): WasmCode[] =>
      WEIGHTS.flatMap((weight, i) => [
        ...[get(column), f32x4.load(i * NUMBER_BYTES), get(weight), f32x4.mul],
        ...(i === 0 ? [] : [f32x4.add]),
      ]);
    const addProduct = (sum: string, a: string, b: string): WasmCode[] => [
      ...[get(sum), get(a), get(b), f32x4.mul, f32x4.add, set(sum)],
    ];
    const fourBins = (isMasked: boolean): WasmCode[] => [
      ...[...betweenBins('left'), get('early'), f32x4.mul],
      ...[...betweenBins('right'), get('late'), f32x4.mul, f32x4.add],
      ...(isMasked ? [get('passed'), f32x4.and] : []),
      set('value'),
      ...[get('own'), f32x4.load(), ...(isMasked ? [get('passed'), f32x4.and] : []), set('heard')],
      ...addProduct('product', 'value', 'heard'),
      ...addProduct('referenceEnergy', 'value', 'value'),
      ...addProduct('candidateEnergy', 'heard', 'heard'),
    ];
    const oneColumn = [
      ...[...read('list', 0), set('left'), get('left'), get('bVector'), i32.add, set('right')],
      ...[...read('list', 4), set('own')],
      ...[get('list'), ...offsetBy(8), f32x4.loadSplat, set('early')],
      ...[get('list'), ...offsetBy(12), f32x4.loadSplat, set('late')],
      ...SUMS.flatMap((sum) => [f32x4.zero, set(sum)]),
      ...[get('fours'), set('count')],
      whileTrue(
        [get('count')],
        [
          ...fourBins(false),
          ...['left', 'right', 'own'].map((name) => step(name, i32.const(VECTOR_BYTES))),
          step('count', i32.const(-1)),
        ],
      ),
      ...fourBins(true),
      ...SUMS.flatMap((sum, i) => [get('out'), get(sum), f32x4.store(i * VECTOR_BYTES)]),
      step('list', i32.const(COLUMN_BYTES)),
      step('out', i32.const(AGREEMENT_BYTES)),
      step('columns', i32.const(-1)),
    ];
    return [
      ...WEIGHTS.flatMap((weight, i) => [
        ...[get('weights'), ...offsetBy(i * NUMBER_BYTES), f32x4.loadSplat, set(weight)],
      ]),
      ...[get('mask'), f32x4.load(), set('passed')],
      whileTrue([get('columns')], oneColumn),
    ];
  },
};

function offsetBy(bytes: number): WasmCode[] {
  return bytes === 0 ? [] : [i32.const(bytes), i32.add];
}

/** The function that {@link AGREEMENT_KERNEL} exports. */
export interface AgreementKernel {
  agree(
    list: number,
    columns: number,
    weights: number,
    bVector: number,
    fours: number,
    mask: number,
    out: number,
  ): void;
}

/** Bytes of a WebAssembly module. */
export const AGREEMENT_KERNEL = wasmModule([agree]);
