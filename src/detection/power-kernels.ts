import {
  DOUBLE_BYTES,
  f64x2,
  i32,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmFunction,
} from '../numeric/index.js';

/** Explanations that the kernels know of; fewer are filled up with zeros. */
export const MOST_EXPLANATIONS = 4;

/** What explains nothing explains this much, so that there is something to divide by. */
export const FAINTEST = 1e-290;

const EXPLANATIONS = Array.from({ length: MOST_EXPLANATIONS }, (_, j) => j);
/** Of the lower triangle of a square matrix, row by row. */
export const PAIRS = EXPLANATIONS.flatMap((j) => EXPLANATIONS.slice(0, j + 1).map((k) => [j, k] as const));

/**
 * explained = Σ_j weights[j] · explanations[j] and ratios = powers / explained. All are addresses, `step` the bytes of a
 * row of each: a multiple of two numbers, of which the kernel fills all. `explained` is followed by the ratios.
 */
const explain: WasmFunction = {
  name: 'explain',
  parameters: ['powers', 'explanations', 'step', 'weights', 'explained'],
  locals: { end: 'i32', sum: 'v128' },
  body: ({ get, set, step }) => {
    const row = (j: number) => [get('explanations'), get('step'), i32.const(j), i32.mul, i32.add];
    const twoPlaces = [
      f64x2.const(FAINTEST),
      ...EXPLANATIONS.flatMap((j) => [
        ...[get('weights'), f64x2.loadSplat(j * DOUBLE_BYTES), ...row(j), f64x2.load(), f64x2.mul],
        f64x2.add,
      ]),
      ...[set('sum'), get('explained'), get('sum'), f64x2.store()],
      ...[get('explained'), get('step'), i32.add, get('powers'), f64x2.load(), get('sum'), f64x2.div],
      f64x2.store(),
      ...['powers', 'explanations', 'explained'].map((place) => step(place, i32.const(VECTOR_BYTES))),
    ];
    return [
      ...[get('powers'), get('step'), i32.add, set('end')],
      whileTrue([get('powers'), get('end'), i32.isLess], twoPlaces),
    ];
  },
};

/**
 * The equations of least squares, every place counting by its explanation: for each of {@link PAIRS} the sum of
 * explanations[j] · explanations[k] / explained², and for each j that of explanations[j] · powers / explained², each as two
 * numbers to be added. As for {@link explain}.
 */
const equations: WasmFunction = {
  name: 'equations',
  parameters: ['explanations', 'step', 'explained', 'out'],
  locals: {
    end: 'i32',
    scale: 'v128',
    ratio: 'v128',
    ...Object.fromEntries([
      ...EXPLANATIONS.map((j) => [`relative${j}`, 'v128'] as const),
      ...EXPLANATIONS.map((j) => [`wanted${j}`, 'v128'] as const),
      ...PAIRS.map(([j, k]) => [`product${j}${k}`, 'v128'] as const),
    ]),
  },
  body: ({ get, set, step }) => {
    const row = (j: number) => [get('explanations'), get('step'), i32.const(j), i32.mul, i32.add];
    const add = (sum: string, a: string, b: string) => [
      get(sum),
      get(a),
      get(b),
      f64x2.mul,
      f64x2.add,
      set(sum),
    ];
    const twoPlaces = [
      ...[f64x2.const(1), get('explained'), f64x2.load(), f64x2.div, set('scale')],
      ...[get('explained'), get('step'), i32.add, f64x2.load(), set('ratio')],
      ...EXPLANATIONS.flatMap((j) => [...row(j), f64x2.load(), get('scale'), f64x2.mul, set(`relative${j}`)]),
      ...PAIRS.flatMap(([j, k]) => add(`product${j}${k}`, `relative${j}`, `relative${k}`)),
      ...EXPLANATIONS.flatMap((j) => add(`wanted${j}`, `relative${j}`, 'ratio')),
      ...['explanations', 'explained'].map((place) => step(place, i32.const(VECTOR_BYTES))),
    ];
    const sums = [...PAIRS.map(([j, k]) => `product${j}${k}`), ...EXPLANATIONS.map((j) => `wanted${j}`)];
    return [
      ...[get('explained'), get('step'), i32.add, set('end')],
      whileTrue([get('explained'), get('end'), i32.isLess], twoPlaces),
      ...sums.flatMap((sum, i) => [get('out'), get(sum), f64x2.store(i * VECTOR_BYTES)]),
    ];
  },
};

/** The functions that {@link POWER_KERNELS} exports. */
export interface PowerKernels {
  explain(powers: number, explanations: number, step: number, weights: number, explained: number): void;
  equations(explanations: number, step: number, explained: number, out: number): void;
}

/** Bytes of a WebAssembly module. */
export const POWER_KERNELS = wasmModule([explain, equations]);
