import {
  f32x4,
  i32,
  i32x4,
  NUMBER_BYTES,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmCode,
  type WasmFunction,
  type WasmLocals,
} from './wasm-module.js';

/** Real parts and imaginary parts of four numbers. */
export const COMPLEX_VECTOR_BYTES = 2 * VECTOR_BYTES;
const COMPLEX_BYTES = 2 * NUMBER_BYTES;

/**
 * Four frames at once, windowed and folded: the quarters (a, b, c, d) to (−c reversed − d, a − b reversed). Addresses, but
 * for the `half` of a transform's size and the bytes from one sample of a frame to the next; at each of these lie the
 * samples of four neighbouring frames. `folded` receives 2 · half vectors.
 */
const fold: WasmFunction = {
  name: 'fold',
  parameters: ['samples', 'sampleStep', 'window', 'half', 'folded'],
  locals: {
    end: 'i32',
    secondHalf: 'i32',
    ...Object.fromEntries(['b', 'c', 'd', 'wb', 'wc', 'wd'].map((name) => [name, 'i32'] as const)),
  },
  body: ({ get, set, step }) => {
    const placed = (start: string, by: WasmCode, quarters: number, before: number) => [
      ...[get(start), get('half'), i32.const(quarters), i32.mul, i32.const(before), i32.sub],
      ...[by, i32.mul, i32.add],
    ];
    const windowed = (sample: string, weight: string) => [
      ...[get(weight), f32x4.loadSplat, get(sample), f32x4.load(), f32x4.mul],
    ];
    const number = i32.const(NUMBER_BYTES);
    const backwards = (by: WasmCode) => [i32.const(0), by, i32.sub].flat();
    return [
      ...[...placed('samples', get('sampleStep'), 2, 1), set('b')],
      ...[...placed('samples', get('sampleStep'), 3, 1), set('c')],
      ...[...placed('samples', get('sampleStep'), 3, 0), set('d')],
      ...[...placed('window', number, 2, 1), set('wb')],
      ...[...placed('window', number, 3, 1), set('wc')],
      ...[...placed('window', number, 3, 0), set('wd')],
      ...[
        ...placed('folded', i32.const(VECTOR_BYTES), 1, 0),
        set('secondHalf'),
        get('secondHalf'),
        set('end'),
      ],
      whileTrue(
        [get('folded'), get('end'), i32.isLess],
        [
          ...[
            get('folded'),
            f32x4.zero,
            ...windowed('c', 'wc'),
            f32x4.sub,
            ...windowed('d', 'wd'),
            f32x4.sub,
          ],
          f32x4.store(),
          ...[get('secondHalf'), ...windowed('samples', 'window'), ...windowed('b', 'wb'), f32x4.sub],
          f32x4.store(),
          ...['samples', 'd'].map((place) => step(place, get('sampleStep'))),
          ...['b', 'c'].map((place) => step(place, backwards(get('sampleStep')))),
          ...['window', 'wd'].map((place) => step(place, number)),
          ...['wb', 'wc'].map((place) => step(place, i32.const(-NUMBER_BYTES))),
          ...['folded', 'secondHalf'].map((place) => step(place, i32.const(VECTOR_BYTES))),
        ],
      ),
    ];
  },
};

/** Leaves (a + i b) · (c + i s), real part below imaginary part. */
function turned({ get }: WasmLocals, [a, b]: readonly [string, string]): WasmCode[] {
  return [
    ...[get(a), get('c'), f32x4.mul, get(b), get('s'), f32x4.mul, f32x4.sub],
    ...[get(a), get('s'), f32x4.mul, get(b), get('c'), f32x4.mul, f32x4.add],
  ];
}

/** Reads the turn at an address. */
function readTurn({ get, set }: WasmLocals, at: string): WasmCode[] {
  return [
    ...[get(at), f32x4.loadSplat, set('c')],
    ...[get(at), i32.const(NUMBER_BYTES), i32.add, f32x4.loadSplat, set('s')],
  ];
}

/**
 * Numbers from both ends of `folded` laid together to complex ones, each turned: (x[2n] + i · x[size − 1 − 2n]) · turns[n].
 * Addresses but for `half`.
 */
const pair: WasmFunction = {
  name: 'pair',
  parameters: ['folded', 'half', 'turns', 'out'],
  locals: { end: 'i32', last: 'i32', a: 'v128', b: 'v128', c: 'v128', s: 'v128' },
  body: (locals) => {
    const { get, set, step } = locals;
    return [
      ...[get('folded'), get('half'), i32.const(2 * VECTOR_BYTES), i32.mul, i32.add, set('end')],
      ...[get('end'), i32.const(VECTOR_BYTES), i32.sub, set('last')],
      whileTrue(
        [get('folded'), get('end'), i32.isLess],
        [
          ...[get('folded'), f32x4.load(), set('a'), get('last'), f32x4.load(), set('b')],
          ...readTurn(locals, 'turns'),
          ...[...turned(locals, ['a', 'b']), set('b'), set('a')],
          ...[get('out'), get('a'), f32x4.store(), get('out'), get('b'), f32x4.store(VECTOR_BYTES)],
          step('folded', i32.const(2 * VECTOR_BYTES)),
          step('last', i32.const(-2 * VECTOR_BYTES)),
          step('turns', i32.const(COMPLEX_BYTES)),
          step('out', i32.const(COMPLEX_VECTOR_BYTES)),
        ],
      ),
    ];
  },
};

/** The inverse of {@link pair}, the second numbers with their signs changed: the coefficients. */
const part: WasmFunction = {
  name: 'part',
  parameters: ['from', 'half', 'turns', 'coefficients'],
  locals: { end: 'i32', last: 'i32', a: 'v128', b: 'v128', c: 'v128', s: 'v128' },
  body: (locals) => {
    const { get, set, step } = locals;
    return [
      ...[get('coefficients'), get('half'), i32.const(2 * VECTOR_BYTES), i32.mul, i32.add, set('end')],
      ...[get('end'), i32.const(VECTOR_BYTES), i32.sub, set('last')],
      whileTrue(
        [get('coefficients'), get('end'), i32.isLess],
        [
          ...[get('from'), f32x4.load(), set('a'), get('from'), f32x4.load(VECTOR_BYTES), set('b')],
          ...readTurn(locals, 'turns'),
          ...[...turned(locals, ['a', 'b']), set('b'), set('a')],
          ...[get('coefficients'), get('a'), f32x4.store()],
          ...[get('last'), f32x4.zero, get('b'), f32x4.sub, f32x4.store()],
          step('from', i32.const(COMPLEX_VECTOR_BYTES)),
          step('turns', i32.const(COMPLEX_BYTES)),
          step('coefficients', i32.const(2 * VECTOR_BYTES)),
          step('last', i32.const(-2 * VECTOR_BYTES)),
        ],
      ),
    ];
  },
};

/**
 * One pass of a Fourier transform that halves what is left to do: sums of numbers half of the whole apart, and their
 * differences, turned. Addresses, but for the bytes of half of the whole and of what earlier passes have done
 * (`doneBytes`), in which the turn is the same.
 *
 * @see Stockham's ordering: Van Loan, "Computational frameworks for the fast Fourier transform", 1992, section 1.7.
 */
const halve: WasmFunction = {
  name: 'halve',
  parameters: ['from', 'to', 'halfBytes', 'doneBytes', 'turns'],
  locals: {
    ...{ end: 'i32', sameEnd: 'i32', other: 'i32', apart: 'i32' },
    ...Object.fromEntries(['re', 'im', 'a', 'b', 'c', 's'].map((name) => [name, 'v128'] as const)),
  },
  body: (locals) => {
    const { get, set, step } = locals;
    const sumAndDifference = (part: string, difference: string, offset: number) => [
      ...[get('from'), f32x4.load(offset), set(part), get('other'), f32x4.load(offset), set(difference)],
      ...[get('to'), get(part), get(difference), f32x4.add, f32x4.store(offset)],
      ...[get(part), get(difference), f32x4.sub, set(difference)],
    ];
    const next = ['from', 'other', 'to', 'apart'].map((place) =>
      step(place, i32.const(COMPLEX_VECTOR_BYTES)),
    );
    return [
      ...[get('from'), get('halfBytes'), i32.add, set('end')],
      ...[get('end'), set('other'), get('to'), get('doneBytes'), i32.add, set('apart')],
      whileTrue(
        [get('from'), get('end'), i32.isLess],
        [
          ...readTurn(locals, 'turns'),
          ...[get('from'), get('doneBytes'), i32.add, set('sameEnd')],
          whileTrue(
            [get('from'), get('sameEnd'), i32.isLess],
            [
              ...sumAndDifference('re', 'a', 0),
              ...sumAndDifference('im', 'b', VECTOR_BYTES),
              ...[...turned(locals, ['a', 'b']), set('b'), set('a')],
              ...[get('apart'), get('a'), f32x4.store(), get('apart'), get('b'), f32x4.store(VECTOR_BYTES)],
              ...next,
            ],
          ),
          ...['to', 'apart'].map((place) => step(place, get('doneBytes'))),
          step('turns', i32.const(COMPLEX_BYTES)),
        ],
      ),
    ];
  },
};

/**
 * One pass that divides what is left to do by any `radix`: out[j] = Σ_i turns[j, i] · in[i] over numbers a part of the whole
 * apart, with turns of shape (parts, radix, radix). As for {@link halve}.
 */
const divide: WasmFunction = {
  name: 'divide',
  parameters: ['from', 'to', 'radix', 'partBytes', 'doneBytes', 'turns'],
  locals: {
    ...Object.fromEntries(
      ['end', 'sameEnd', 'turn', 'in', 'out', 'i', 'j'].map((name) => [name, 'i32'] as const),
    ),
    ...Object.fromEntries(['re', 'im', 'a', 'b', 'c', 's'].map((name) => [name, 'v128'] as const)),
  },
  body: (locals) => {
    const { get, set, step } = locals;
    const addOne = [
      ...readTurn(locals, 'turn'),
      ...[get('in'), f32x4.load(), set('a'), get('in'), f32x4.load(VECTOR_BYTES), set('b')],
      ...[...turned(locals, ['a', 'b']), get('im'), f32x4.add, set('im'), get('re'), f32x4.add, set('re')],
      step('in', get('partBytes')),
      step('turn', i32.const(COMPLEX_BYTES)),
      step('i', i32.const(-1)),
    ];
    const oneSum = [
      ...[f32x4.zero, set('re'), f32x4.zero, set('im'), get('from'), set('in'), get('radix'), set('i')],
      whileTrue([get('i')], addOne),
      ...[get('out'), get('re'), f32x4.store(), get('out'), get('im'), f32x4.store(VECTOR_BYTES)],
      step('out', get('doneBytes')),
      step('j', i32.const(-1)),
    ];
    return [
      ...[get('from'), get('partBytes'), i32.add, set('end')],
      whileTrue(
        [get('from'), get('end'), i32.isLess],
        [
          ...[get('from'), get('doneBytes'), i32.add, set('sameEnd')],
          whileTrue(
            [get('from'), get('sameEnd'), i32.isLess],
            [
              ...[get('to'), set('out'), get('turns'), set('turn'), get('radix'), set('j')],
              whileTrue([get('j')], oneSum),
              ...['from', 'to'].map((place) => step(place, i32.const(COMPLEX_VECTOR_BYTES))),
            ],
          ),
          ...[get('turn'), set('turns')],
          step('to', [...get('radix'), ...i32.const(1), ...i32.sub, ...get('doneBytes'), ...i32.mul]),
        ],
      ),
    ];
  },
};

/** A number of single precision: bits of its fraction, all of them, and those of the exponent of 1. */
const FRACTION_BITS = 23;
const FRACTION = 2 ** FRACTION_BITS - 1;
export const EXPONENT_OF_ONE = 127;

/**
 * Of powers, each the square of one of the vectors up to `end` and the number at `floor`: their sum, and their product as a
 * number from 1 to 2 and the sum of the factors' exponents, {@link EXPONENT_OF_ONE} too high for each. Addresses; `out`
 * receives the three vectors.
 */
const multiplyPowers: WasmFunction = {
  name: 'multiplyPowers',
  parameters: ['from', 'end', 'floor', 'out'],
  locals: Object.fromEntries(
    ['least', 'power', 'sum', 'product', 'exponents'].map((name) => [name, 'v128'] as const),
  ),
  body: ({ get, set, step }) => [
    ...[get('floor'), f32x4.loadSplat, set('least'), f32x4.const(1), set('product')],
    whileTrue(
      [get('from'), get('end'), i32.isLess],
      [
        ...[get('from'), f32x4.load(), set('power')],
        ...[get('power'), get('power'), f32x4.mul, get('least'), f32x4.add, set('power')],
        ...[get('sum'), get('power'), f32x4.add, set('sum')],
        ...[get('product'), get('power'), f32x4.mul, set('product')],
        ...[get('exponents'), get('product'), i32x4.shiftRight(FRACTION_BITS), i32x4.add, set('exponents')],
        ...[get('product'), i32x4.const(FRACTION), f32x4.and, f32x4.const(1), f32x4.or, set('product')],
        step('from', i32.const(VECTOR_BYTES)),
      ],
    ),
    ...['sum', 'product', 'exponents'].flatMap((name, i) => [
      get('out'),
      get(name),
      f32x4.store(i * VECTOR_BYTES),
    ]),
  ],
};

/** The functions that {@link MDCT_KERNELS} exports. */
export interface MdctKernels {
  fold(samples: number, sampleStep: number, window: number, half: number, folded: number): void;
  pair(folded: number, half: number, turns: number, out: number): void;
  halve(from: number, to: number, halfBytes: number, doneBytes: number, turns: number): void;
  divide(from: number, to: number, radix: number, partBytes: number, doneBytes: number, turns: number): void;
  part(from: number, half: number, turns: number, coefficients: number): void;
  multiplyPowers(from: number, end: number, floor: number, out: number): void;
}

/** Bytes of a WebAssembly module. */
export const MDCT_KERNELS = wasmModule([fold, pair, halve, divide, part, multiplyPowers]);
