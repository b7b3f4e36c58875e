import {
  f32x4,
  f64x2,
  i32,
  NUMBER_BYTES,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmCode,
  type WasmFunction,
  type WasmLocals,
} from '../numeric/index.js';

/** A reference column as `shift` takes it: addresses of the first bin that is read and of the first that is written. */
export const SHIFTED_BYTES = 2 * NUMBER_BYTES;
/** A column as the others take it: addresses of two shifted reference columns' first bin and of its own, and two weights. */
export const COLUMN_BYTES = 5 * NUMBER_BYTES;
/** What `agree` says of a column: product, energy of the reference, energy of the candidate, in four parts each. */
export const AGREEMENT_BYTES = 3 * VECTOR_BYTES;
/** What `correlate` says of all columns: the same in double precision. */
export const CORRELATION_BYTES = 2 * AGREEMENT_BYTES;

const WEIGHTS = ['weight0', 'weight1', 'weight2', 'weight3'] as const;
const SUMS = ['product', 'referenceEnergy', 'candidateEnergy'] as const;

/**
 * Moves reference columns by a part of a bin: each of the `columns` in the list is interpolated between bins by the four
 * numbers at `weights`, over `fours` times four bins and those of four more that the `mask` lets through, with zeros for the
 * others.
 */
const shift: WasmFunction = {
  name: 'shift',
  parameters: ['list', 'columns', 'weights', 'fours', 'mask'],
  locals: {
    from: 'i32',
    to: 'i32',
    count: 'i32',
    ...Object.fromEntries(WEIGHTS.map((weight) => [weight, 'v128'] as const)),
  },
  body: ({ get, set, step }) => {
    const betweenBins = WEIGHTS.flatMap((weight, i) => [
      ...[get('from'), f32x4.load(i * NUMBER_BYTES), get(weight), f32x4.mul],
      ...(i === 0 ? [] : [f32x4.add]),
    ]);
    const oneColumn = [
      ...[...read('list', 0, get), set('from'), ...read('list', 1, get), set('to')],
      ...[get('fours'), set('count')],
      whileTrue(
        [get('count')],
        [
          ...[get('to'), ...betweenBins, f32x4.store()],
          ...['from', 'to'].map((name) => step(name, i32.const(VECTOR_BYTES))),
          step('count', i32.const(-1)),
        ],
      ),
      ...[get('to'), ...betweenBins, get('mask'), f32x4.load(), f32x4.and, f32x4.store()],
      step('list', i32.const(SHIFTED_BYTES)),
      step('columns', i32.const(-1)),
    ];
    return [
      ...WEIGHTS.flatMap((weight, i) => [
        ...[get('weights'), ...offsetBy(i * NUMBER_BYTES), f32x4.loadSplat, set(weight)],
      ]),
      whileTrue([get('columns')], oneColumn),
    ];
  },
};

const COLUMN_LOCALS = {
  left: 'i32',
  right: 'i32',
  own: 'i32',
  count: 'i32',
  early: 'v128',
  late: 'v128',
  value: 'v128',
  heard: 'v128',
  product: 'v128',
  referenceEnergy: 'v128',
  candidateEnergy: 'v128',
} as const;

/**
 * For each of `columns` columns in the list: the reference, interpolated between two shifted columns by the column's
 * weights, times the candidate, over `fours` times four bins and those of four more that the `mask` lets through.
 *
 * @param conclude - What becomes of a column's sums.
 */
function eachColumn({ get, set, step }: WasmLocals, conclude: readonly WasmCode[]): WasmCode {
  const addProduct = (sum: string, a: string, b: string): WasmCode[] => [
    ...[get(sum), get(a), get(b), f32x4.mul, f32x4.add, set(sum)],
  ];
  const fourBins = (isMasked: boolean): WasmCode[] => [
    ...[get('left'), f32x4.load(), get('early'), f32x4.mul],
    ...[get('right'), f32x4.load(), get('late'), f32x4.mul, f32x4.add, set('value')],
    ...[get('own'), f32x4.load(), ...(isMasked ? [get('mask'), f32x4.load(), f32x4.and] : []), set('heard')],
    ...addProduct('product', 'value', 'heard'),
    ...addProduct('referenceEnergy', 'value', 'value'),
    ...addProduct('candidateEnergy', 'heard', 'heard'),
  ];
  const oneColumn = [
    ...[...read('list', 0, get), set('left'), ...read('list', 1, get), set('right')],
    ...[...read('list', 2, get), set('own')],
    ...[get('list'), ...offsetBy(3 * NUMBER_BYTES), f32x4.loadSplat, set('early')],
    ...[get('list'), ...offsetBy(4 * NUMBER_BYTES), f32x4.loadSplat, set('late')],
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
    ...conclude,
    step('list', i32.const(COLUMN_BYTES)),
    step('columns', i32.const(-1)),
  ];
  return whileTrue([get('columns')], oneColumn);
}

/** The sums of each column, into `out`. */
const agree: WasmFunction = {
  name: 'agree',
  parameters: ['list', 'columns', 'fours', 'mask', 'out'],
  locals: COLUMN_LOCALS,
  body: (locals) => {
    const { get, step } = locals;
    return [
      eachColumn(locals, [
        ...SUMS.flatMap((sum, i) => [get('out'), get(sum), f32x4.store(i * VECTOR_BYTES)]),
        step('out', i32.const(AGREEMENT_BYTES)),
      ]),
    ];
  },
};

/** The sums of all columns in double precision, into `out`. */
const correlate: WasmFunction = {
  name: 'correlate',
  parameters: ['list', 'columns', 'fours', 'mask', 'out'],
  locals: {
    ...COLUMN_LOCALS,
    ...Object.fromEntries(
      SUMS.flatMap((sum) => [`${sum}Low`, `${sum}High`]).map((name) => [name, 'v128'] as const),
    ),
  },
  body: (locals) => {
    const { get, set } = locals;
    const add = (sum: string, doubles: WasmCode[]) => [get(sum), ...doubles, f64x2.add, set(sum)];
    return [
      eachColumn(
        locals,
        SUMS.flatMap((sum) => [
          ...add(`${sum}Low`, [get(sum), f64x2.fromF32x4]),
          ...add(`${sum}High`, [get(sum), get(sum), f32x4.shuffle(2, 3, 2, 3), f64x2.fromF32x4]),
        ]),
      ),
      ...SUMS.flatMap((sum, i) => [
        ...[get('out'), get(`${sum}Low`), f64x2.store(2 * i * VECTOR_BYTES)],
        ...[get('out'), get(`${sum}High`), f64x2.store((2 * i + 1) * VECTOR_BYTES)],
      ]),
    ];
  },
};

/** The number at a place of a list. */
function read(list: string, place: number, get: WasmLocals['get']): WasmCode[] {
  return [get(list), ...offsetBy(place * NUMBER_BYTES), i32.load];
}

function offsetBy(bytes: number): WasmCode[] {
  return bytes === 0 ? [] : [i32.const(bytes), i32.add];
}

/** The functions that {@link AGREEMENT_KERNEL} exports. */
export interface AgreementKernel {
  shift(list: number, columns: number, weights: number, fours: number, mask: number): void;
  agree(list: number, columns: number, fours: number, mask: number, out: number): void;
  correlate(list: number, columns: number, fours: number, mask: number, out: number): void;
}

/** Bytes of a WebAssembly module. */
export const AGREEMENT_KERNEL = wasmModule([shift, agree, correlate]);
