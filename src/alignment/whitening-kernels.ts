import {
  f32x4,
  i32,
  i32x4,
  NUMBER_BYTES,
  select,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmCode,
  type WasmFunction,
} from '../numeric/index.js';
import { addColumns } from './add-columns-kernel.js';

/** Bytes that are worked on at a time; rows are a multiple of that long. */
export const ROW_STEP_BYTES = 64;

const SUMS = ['sum0', 'sum1', 'sum2', 'sum3'] as const;

/** What makes the logarithm of 1 + x of the fraction x, √½ − 1 ≤ x < √2 − 1, the highest power first: x + x³ · these − x² / 2. */
const LOGARITHM_SERIES = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];
/** ln 2 in two parts, the first of few bits, so that its multiples are exact. */
const LN_2_COARSE = 0.693359375;
const LN_2_FINE = -2.1219444e-4;
const EXPONENT_BIAS = 126;
const MANTISSA_BITS = 23;

/**
 * log(1 + x), x ≥ 0, of all numbers from `at` up to `end`, in their places; within 2e-7 of the result, or 8e-8 where that is
 * more: what is fainter cannot be heard.
 *
 * @see Moshier, Cephes Mathematical Library, `logf`.
 */
const logarithms: WasmFunction = {
  name: 'logarithms',
  parameters: ['at', 'end'],
  locals: { x: 'v128', exponent: 'v128', low: 'v128', square: 'v128', sum: 'v128' },
  body: ({ get, set, step }) => {
    const times = (value: number): WasmCode[] => [f32x4.const(value), f32x4.mul];
    const plus = (value: number): WasmCode[] => [f32x4.const(value), f32x4.add];
    const [highest, ...rest] = LOGARITHM_SERIES;
    return [
      whileTrue(
        [get('at'), get('end'), i32.isLess],
        [
          ...[get('at'), f32x4.load(), ...plus(1), set('x')],
          // 1 + x = m · 2^e with ½ ≤ m < 1.
          ...[get('x'), i32x4.shiftRight(MANTISSA_BITS), i32x4.const(EXPONENT_BIAS), i32x4.sub],
          ...[i32x4.toF32x4, set('exponent')],
          ...[
            get('x'),
            i32x4.const((1 << MANTISSA_BITS) - 1),
            f32x4.and,
            f32x4.const(0.5),
            f32x4.or,
            set('x'),
          ],
          // Below √½ it is taken twice, so that the series is about 1 in the middle.
          ...[get('x'), f32x4.const(Math.SQRT1_2), f32x4.isLess, set('low')],
          ...[get('exponent'), get('low'), f32x4.const(1), f32x4.and, f32x4.sub, set('exponent')],
          ...[get('x'), ...plus(-1), get('low'), get('x'), f32x4.and, f32x4.add, set('x')],
          ...[get('x'), get('x'), f32x4.mul, set('square')],
          f32x4.const(highest!),
          ...rest.flatMap((coefficient) => [get('x'), f32x4.mul, ...plus(coefficient)]),
          ...[get('x'), f32x4.mul, get('square'), f32x4.mul, set('sum')],
          ...[get('sum'), get('exponent'), ...times(LN_2_FINE), f32x4.add],
          ...[get('square'), ...times(-0.5), f32x4.add, get('x'), f32x4.add],
          ...[get('exponent'), ...times(LN_2_COARSE), f32x4.add, set('sum')],
          ...[get('at'), get('sum'), f32x4.store()],
          step('at', i32.const(VECTOR_BYTES)),
        ],
      ),
    ];
  },
};

/**
 * Takes a share of the mean over neighbouring rows off each row from `rows` up to `end`, into `out`: of those up to `reach`
 * bytes before and behind, as far as there are any, whose sum is multiplied by the row's number at `shares`. A row
 * has `width` bytes.
 */
const leaveTimeMeans: WasmFunction = {
  name: 'leaveTimeMeans',
  parameters: ['rows', 'end', 'width', 'reach', 'shares', 'out'],
  locals: {
    row: 'i32',
    from: 'i32',
    to: 'i32',
    place: 'i32',
    at: 'i32',
    limit: 'i32',
    share: 'v128',
    ...Object.fromEntries(SUMS.map((sum) => [sum, 'v128'] as const)),
  },
  body: ({ get, set, step }) => {
    const sixteenNumbers = [
      ...SUMS.flatMap((sum) => [f32x4.zero, set(sum)]),
      ...[get('from'), get('place'), i32.add, set('at'), get('to'), get('place'), i32.add, set('limit')],
      whileTrue(
        [get('at'), get('limit'), i32.isLess],
        [
          ...SUMS.flatMap((sum, i) => [
            get(sum),
            get('at'),
            f32x4.load(i * VECTOR_BYTES),
            f32x4.add,
            set(sum),
          ]),
          step('at', get('width')),
        ],
      ),
      ...SUMS.flatMap((sum, i) => [
        ...[get('out'), get('row'), get('place'), i32.add, f32x4.load(i * VECTOR_BYTES)],
        ...[get(sum), get('share'), f32x4.mul, f32x4.sub, f32x4.store(i * VECTOR_BYTES)],
      ]),
      step('out', i32.const(ROW_STEP_BYTES)),
      step('place', i32.const(ROW_STEP_BYTES)),
    ];
    return [
      ...[get('rows'), set('row')],
      whileTrue(
        [get('row'), get('end'), i32.isLess],
        [
          ...[get('row'), get('reach'), i32.sub, set('from')],
          ...[get('rows'), get('from'), get('from'), get('rows'), i32.isLess, select, set('from')],
          ...[get('row'), get('reach'), i32.add, get('width'), i32.add, set('to')],
          ...[get('end'), get('to'), get('to'), get('end'), i32.isGreater, select, set('to')],
          ...[get('shares'), f32x4.loadSplat, set('share'), i32.const(0), set('place')],
          whileTrue([get('place'), get('width'), i32.isLess], sixteenNumbers),
          step('row', get('width')),
          step('shares', i32.const(NUMBER_BYTES)),
        ],
      ),
    ];
  },
};

/**
 * Takes a share of the mean over neighbouring numbers off each number of the rows from `row` up to `end`, into `out`, rows of
 * `outWidth` bytes: of those up to `reach` bytes before and behind, whose sum is multiplied by the number's own at `shares`.
 * Of a row of `width` bytes those from `reach` on are meant, so many that they fill `outWidth`; zeros stand around them. Up
 * to three numbers behind the last row of `out` are written to.
 */
const leaveBinMeans: WasmFunction = {
  name: 'leaveBinMeans',
  parameters: ['row', 'end', 'width', 'reach', 'shares', 'out', 'outWidth'],
  locals: { place: 'i32', at: 'i32', limit: 'i32', sum: 'v128' },
  body: ({ get, set, step }) => {
    const fourNumbers = [
      ...[f32x4.zero, set('sum'), get('row'), get('place'), i32.add, set('at')],
      ...[
        get('at'),
        get('reach'),
        get('reach'),
        i32.add,
        i32.add,
        i32.const(NUMBER_BYTES),
        i32.add,
        set('limit'),
      ],
      whileTrue(
        [get('at'), get('limit'), i32.isLess],
        [
          ...[get('sum'), get('at'), f32x4.load(), f32x4.add, set('sum')],
          step('at', i32.const(NUMBER_BYTES)),
        ],
      ),
      ...[get('out'), get('place'), i32.add],
      ...[get('row'), get('place'), i32.add, get('reach'), i32.add, f32x4.load()],
      ...[
        get('sum'),
        get('shares'),
        get('place'),
        i32.add,
        f32x4.load(),
        f32x4.mul,
        f32x4.sub,
        f32x4.store(),
      ],
      step('place', i32.const(VECTOR_BYTES)),
    ];
    return [
      whileTrue(
        [get('row'), get('end'), i32.isLess],
        [
          ...[i32.const(0), set('place')],
          whileTrue([get('place'), get('outWidth'), i32.isLess], fourNumbers),
          step('row', get('width')),
          step('out', get('outWidth')),
        ],
      ),
    ];
  },
};

const SIGN_BIT = -(2 ** 31);

/** Signed square roots of all numbers from `at` up to `end`, in their places. */
const signedRoots: WasmFunction = {
  name: 'signedRoots',
  parameters: ['at', 'end'],
  locals: {},
  body: ({ get, step }) => {
    return [
      whileTrue(
        [get('at'), get('end'), i32.isLess],
        [
          ...[get('at'), get('at'), f32x4.load(), i32x4.const(~SIGN_BIT), f32x4.and, f32x4.sqrt],
          ...[get('at'), f32x4.load(), i32x4.const(SIGN_BIT), f32x4.and, f32x4.or, f32x4.store()],
          step('at', i32.const(VECTOR_BYTES)),
        ],
      ),
    ];
  },
};

/** The functions that {@link WHITENING_KERNELS} exports. */
export interface WhiteningKernels {
  addColumns(
    plane: number,
    rowBytes: number,
    bins: number,
    scales: number,
    columns: number,
    frameBytes: number,
  ): void;
  logarithms(at: number, end: number): void;
  signedRoots(at: number, end: number): void;
  leaveTimeMeans(rows: number, end: number, width: number, reach: number, shares: number, out: number): void;
  leaveBinMeans(
    row: number,
    end: number,
    width: number,
    reach: number,
    shares: number,
    out: number,
    outWidth: number,
  ): void;
}

/** Bytes of a WebAssembly module. */
export const WHITENING_KERNELS = wasmModule([
  addColumns,
  logarithms,
  leaveTimeMeans,
  leaveBinMeans,
  signedRoots,
]);
