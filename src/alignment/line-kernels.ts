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

/** Numbers worked on at a time: four vectors of four. */
export const KERNEL_WIDTH = 16;

const SUMS = ['sum0', 'sum1', 'sum2', 'sum3'] as const;
/** Of the row behind. */
const NEXT_SUMS = ['next0', 'next1', 'next2', 'next3'] as const;

/**
 * out[t, u] = Σ_k a[t, k] · b[k, u], for t in [0, rows) and one more where that is odd, and u in [0, columns) and up to a
 * multiple of {@link KERNEL_WIDTH}. Addresses and steps are in bytes: `aStep` from row to row of a, `bStep` from row to row
 * of b and of out. Two rows at a time, so that what is loaded of b is used twice.
 */
const multiply: WasmFunction = {
  name: 'multiply',
  parameters: ['a', 'aStep', 'b', 'bStep', 'rows', 'width', 'columns', 'out'],
  locals: {
    u: 'i32',
    k: 'i32',
    left: 'i32',
    right: 'i32',
    factors: 'v128',
    factor: 'v128',
    nextFactor: 'v128',
    sum0: 'v128',
    sum1: 'v128',
    sum2: 'v128',
    sum3: 'v128',
    next0: 'v128',
    next1: 'v128',
    next2: 'v128',
    next3: 'v128',
  },
  body: ({ get, set, step }) => {
    const accumulate = SUMS.flatMap((sum, i) => [
      ...[get('right'), f32x4.load(i * VECTOR_BYTES), set('factors')],
      ...[get(sum), get('factor'), get('factors'), f32x4.mul, f32x4.add, set(sum)],
      ...[get(NEXT_SUMS[i]!), get('nextFactor'), get('factors'), f32x4.mul, f32x4.add, set(NEXT_SUMS[i]!)],
    ]);
    const twoProducts = [
      ...[get('left'), f32x4.loadSplat, set('factor')],
      ...[get('left'), get('aStep'), i32.add, f32x4.loadSplat, set('nextFactor')],
      ...accumulate,
      step('left', i32.const(NUMBER_BYTES)),
      step('right', get('bStep')),
      step('k', i32.const(-1)),
    ];
    const store = (sums: readonly string[]) =>
      sums.flatMap((sum, i) => [get('left'), get(sum), f32x4.store(i * VECTOR_BYTES)]);
    const sixteenColumns = [
      ...[...SUMS, ...NEXT_SUMS].flatMap((sum) => [f32x4.zero, set(sum)]),
      ...[get('a'), set('left'), get('b'), get('u'), i32.add, set('right'), get('width'), set('k')],
      whileTrue([get('k')], twoProducts),
      ...[get('out'), get('u'), i32.add, set('left'), ...store(SUMS)],
      ...[get('left'), get('bStep'), i32.add, set('left'), ...store(NEXT_SUMS)],
      step('u', i32.const(KERNEL_WIDTH * NUMBER_BYTES)),
    ];
    const twoRows = [get('aStep'), i32.const(2), i32.mul];
    return [
      whileTrue(
        [i32.const(0), get('rows'), i32.isLess],
        [
          ...[i32.const(0), set('u')],
          whileTrue([get('u'), get('columns'), i32.const(NUMBER_BYTES), i32.mul, i32.isLess], sixteenColumns),
          step('a', twoRows.flat()),
          step('out', [get('bStep'), i32.const(2), i32.mul].flat()),
          step('rows', i32.const(-2)),
        ],
      ),
    ];
  },
};

/**
 * sums[o] = Σ_t products[t, places[t] + o] over the rows in which places[t] + o lies in [0, columns), for every offset o
 * in [first, last], and into `highest` four numbers, the highest of which is that of weights[o] · sums[o], or 0. `products`,
 * `places`, `weights`, `sums` and `highest` are addresses, `step` the bytes from row to row; places never fall. Before the
 * first row and behind the columns of each stand zeros, {@link KERNEL_WIDTH} − 1 at the least; behind the weights stand as
 * many, and behind the sums is room for these: so many offsets are summed together, without leaving the registers.
 */
const sumLines: WasmFunction = {
  name: 'sumLines',
  parameters: [
    'products',
    'step',
    'columns',
    'places',
    'rows',
    'first',
    'last',
    'weights',
    'sums',
    'highest',
  ],
  locals: {
    start: 'i32',
    end: 'i32',
    place: 'i32',
    row: 'i32',
    from: 'i32',
    most: 'v128',
    sum0: 'v128',
    sum1: 'v128',
    sum2: 'v128',
    sum3: 'v128',
  },
  body: ({ get, set, step }) => {
    const bytes = [i32.const(NUMBER_BYTES), i32.mul];
    const columnBefore = (end: string) => [
      ...[get(end), i32.const(NUMBER_BYTES), i32.sub, i32.load, get('first'), i32.add],
    ];
    /** Moves an end of the rows back as long as the row before it is one of those that `holds` speaks of. */
    const moveBack = (end: string, holds: WasmCode[]) =>
      whileTrue(
        [get('places'), get(end), i32.isLess, ...holds, i32.and],
        [step(end, i32.const(-NUMBER_BYTES))],
      );
    const oneRow = [
      ...[get('row'), get('place'), i32.load, ...bytes, i32.add, set('from')],
      ...SUMS.flatMap((sum, i) => [
        ...[get(sum), get('from'), f32x4.load(i * VECTOR_BYTES), f32x4.add, set(sum)],
      ]),
      step('place', i32.const(NUMBER_BYTES)),
      step('row', get('step')),
    ];
    const sixteenOffsets = [
      // From offset to offset, the rows that are inside begin and end earlier.
      moveBack('start', [i32.const(-KERNEL_WIDTH), ...columnBefore('start'), i32.isLess]),
      moveBack('end', [get('columns'), i32.const(1), i32.sub, ...columnBefore('end'), i32.isLess]),
      ...SUMS.flatMap((sum) => [f32x4.zero, set(sum)]),
      ...[get('start'), set('place')],
      ...[get('start'), get('places'), i32.sub, get('step'), i32.const(NUMBER_BYTES), i32.div, i32.mul],
      ...[get('first'), ...bytes, i32.add, get('products'), i32.add, set('row')],
      whileTrue([get('place'), get('end'), i32.isLess], oneRow),
      ...SUMS.flatMap((sum, i) => [
        ...[get('sums'), get(sum), f32x4.store(i * VECTOR_BYTES)],
        ...[get('weights'), f32x4.load(i * VECTOR_BYTES), get(sum), f32x4.mul],
        ...[get('most'), f32x4.max, set('most')],
      ]),
      step('weights', i32.const(KERNEL_WIDTH * NUMBER_BYTES)),
      step('sums', i32.const(KERNEL_WIDTH * NUMBER_BYTES)),
      step('first', i32.const(KERNEL_WIDTH)),
    ];
    return [
      ...[get('places'), get('rows'), ...bytes, i32.add, set('start')],
      ...[get('start'), set('end'), f32x4.zero, set('most')],
      whileTrue([get('first'), get('last'), i32.const(1), i32.add, i32.isLess], sixteenOffsets),
      ...[get('highest'), get('most'), f32x4.store()],
    ];
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
    columns: number,
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
    weights: number,
    sums: number,
    highest: number,
  ): void;
}

/** Bytes of a WebAssembly module. */
export const LINE_KERNELS = wasmModule([multiply, sumLines]);
