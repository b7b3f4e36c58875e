import {
  f32x4,
  f64x2,
  i32,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmCode,
  type WasmFunction,
  type WasmLocals,
} from './wasm-module.js';

/** Places of two numbers of double precision as of four of single precision: the first of two vectors, and the second. */
const FIRSTS = f32x4.shuffle(0, 1, 4, 5);
const SECONDS = f32x4.shuffle(2, 3, 6, 7);

const LOCALS: WasmFunction['locals'] = {
  ...{ end: 'i32', sameEnd: 'i32', other: 'i32', apart: 'i32' },
  ...Object.fromEntries(['re', 'im', 'a', 'b', 'c', 's'].map((name) => [name, 'v128'] as const)),
};

/**
 * Sums of what lies at `from` and at `other` into `re` and `im`, and the differences turned by c + i s into `a` and `b`. Real
 * parts lie there, imaginary parts `wholeBytes` behind.
 */
function sumAndTurnedDifference({ get, set }: WasmLocals): WasmCode[] {
  const at = (place: string, part: string) => [
    ...[get(place), ...(part === 'im' ? [get('wholeBytes'), i32.add] : []), f64x2.load()],
  ];
  const sumAndDifference = (part: string, difference: string) => [
    ...[...at('from', part), set(part), ...at('other', part), set(difference)],
    ...[get(part), get(difference), f64x2.add, get(part), get(difference), f64x2.sub, set(difference)],
    set(part),
  ];
  return [
    ...sumAndDifference('re', 'a'),
    ...sumAndDifference('im', 'b'),
    ...[get('a'), get('c'), f64x2.mul, get('b'), get('s'), f64x2.mul, f64x2.sub],
    ...[get('a'), get('s'), f64x2.mul, get('b'), get('c'), f64x2.mul, f64x2.add],
    ...[set('b'), set('a')],
  ];
}

/**
 * The first pass of a Fourier transform, which halves what is left to do: sums of numbers half of the whole apart, and their
 * differences, turned; they are laid down in turns. Addresses, but for the bytes of all real parts, `wholeBytes`: imaginary
 * parts lie so far behind them, the turns' sines half as far behind their cosines. Two at a time.
 *
 * @see Stockham's ordering: Van Loan, "Computational frameworks for the fast Fourier transform", 1992, section 1.7.
 */
const begin: WasmFunction = {
  name: 'begin',
  parameters: ['from', 'to', 'wholeBytes', 'turns'],
  locals: LOCALS,
  body: (locals) => {
    const { get, set, step } = locals;
    const half = [get('wholeBytes'), i32.const(2), i32.div];
    const laid = (sums: string, differences: string, behind: WasmCode[]) =>
      [FIRSTS, SECONDS].flatMap((shuffle, i) => [
        ...[get('to'), ...behind, get(sums), get(differences), shuffle, f64x2.store(i * VECTOR_BYTES)],
      ]);
    return [
      ...[get('from'), ...half, i32.add, set('end'), get('end'), set('other')],
      whileTrue(
        [get('from'), get('end'), i32.isLess],
        [
          ...[get('turns'), f64x2.load(), set('c'), get('turns'), ...half, i32.add, f64x2.load(), set('s')],
          ...sumAndTurnedDifference(locals),
          ...laid('re', 'a', []),
          ...laid('im', 'b', [get('wholeBytes'), i32.add]),
          ...['from', 'other', 'turns'].map((place) => step(place, i32.const(VECTOR_BYTES))),
          step('to', i32.const(2 * VECTOR_BYTES)),
        ],
      ),
    ];
  },
};

/** The next pass, after those that have done `doneBytes`, in which the turn is the same. As for {@link begin}. */
const halve: WasmFunction = {
  name: 'halve',
  parameters: ['from', 'to', 'wholeBytes', 'doneBytes', 'turns'],
  locals: LOCALS,
  body: (locals) => {
    const { get, set, step } = locals;
    const half = [get('wholeBytes'), i32.const(2), i32.div];
    const store = (place: string, real: string, imaginary: string) => [
      ...[get(place), get(real), f64x2.store()],
      ...[get(place), get('wholeBytes'), i32.add, get(imaginary), f64x2.store()],
    ];
    const two = [
      ...sumAndTurnedDifference(locals),
      ...store('to', 're', 'im'),
      ...store('apart', 'a', 'b'),
      ...['from', 'other', 'to', 'apart'].map((place) => step(place, i32.const(VECTOR_BYTES))),
    ];
    return [
      ...[get('from'), ...half, i32.add, set('end'), get('end'), set('other')],
      ...[get('to'), get('doneBytes'), i32.add, set('apart')],
      whileTrue(
        [get('from'), get('end'), i32.isLess],
        [
          ...[get('turns'), f64x2.loadSplat(), set('c')],
          ...[get('turns'), ...half, i32.add, f64x2.loadSplat(), set('s')],
          ...[get('from'), get('doneBytes'), i32.add, set('sameEnd')],
          whileTrue([get('from'), get('sameEnd'), i32.isLess], two),
          ...['to', 'apart', 'turns'].map((place) => step(place, get('doneBytes'))),
        ],
      ),
    ];
  },
};

/** The functions that {@link FFT_KERNELS} exports. */
export interface FftKernels {
  begin(from: number, to: number, wholeBytes: number, turns: number): void;
  halve(from: number, to: number, wholeBytes: number, doneBytes: number, turns: number): void;
}

/** Bytes of a WebAssembly module. */
export const FFT_KERNELS = wasmModule([begin, halve]);
