import {
  f32x4,
  i32,
  NUMBER_BYTES,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmFunction,
} from '../../numeric/index.js';

/** Bands worked on at a time. */
export const BANDS_TOGETHER = VECTOR_BYTES / NUMBER_BYTES;

/** How often the bands' cosines repeat within the window. */
const PERIODS = 8;

/**
 * What all bands hold at one sample: out[b] = Σ_q cosines[q, b] · Σ_j window[q + j · period] · samples[q + j · period], for
 * bands up to `out` + `bandBytes`. All but the numbers of samples `period` and the bytes are addresses; the cosines are
 * laid down for four bands after four, shape (bands / 4, period, 4). `folded` is room for `period` numbers.
 */
const hold: WasmFunction = {
  name: 'hold',
  parameters: ['samples', 'window', 'period', 'cosines', 'bandBytes', 'folded', 'out'],
  locals: {
    end: 'i32',
    at: 'i32',
    left: 'i32',
    right: 'i32',
    rounds: 'i32',
    periodBytes: 'i32',
    sum: 'v128',
  },
  body: ({ get, set, step }) => {
    const fourFolded = [
      ...[get('samples'), set('left'), get('window'), set('right'), f32x4.zero, set('sum')],
      ...[i32.const(PERIODS), set('rounds')],
      whileTrue(
        [get('rounds')],
        [
          ...[get('sum'), get('left'), f32x4.load(), get('right'), f32x4.load(), f32x4.mul, f32x4.add],
          set('sum'),
          step('left', get('periodBytes')),
          step('right', get('periodBytes')),
          step('rounds', i32.const(-1)),
        ],
      ),
      ...[get('at'), get('sum'), f32x4.store()],
      ...['samples', 'window', 'at'].map((place) => step(place, i32.const(VECTOR_BYTES))),
    ];
    const fourBands = [
      ...[get('folded'), set('at'), f32x4.zero, set('sum')],
      whileTrue(
        [get('at'), get('end'), i32.isLess],
        [
          ...[get('sum'), get('at'), f32x4.loadSplat, get('cosines'), f32x4.load(), f32x4.mul, f32x4.add],
          set('sum'),
          step('at', i32.const(NUMBER_BYTES)),
          step('cosines', i32.const(VECTOR_BYTES)),
        ],
      ),
      ...[get('out'), get('sum'), f32x4.store()],
      step('out', i32.const(VECTOR_BYTES)),
      step('bandBytes', i32.const(-VECTOR_BYTES)),
    ];
    return [
      ...[get('period'), i32.const(NUMBER_BYTES), i32.mul, set('periodBytes')],
      ...[get('folded'), set('at'), get('folded'), get('periodBytes'), i32.add, set('end')],
      whileTrue([get('at'), get('end'), i32.isLess], fourFolded),
      whileTrue([get('bandBytes')], fourBands),
    ];
  },
};

/** Sample numbers of a transform's two halves, and how many lines it gives. */
const LINES = 18;
const HALF = LINES / 2;

/**
 * The lines of all bands: out[line, b] = Σ_n cosines[line, n] · folded[n, b], where `folded` are the windowed samples of
 * each band laid upon each other as `Mdct` does. All but the bytes are addresses: `held` what the bands hold at the first
 * sample, `heldStep` from one sample of a band to the next; `bandBytes` from line to line of `out`; window of shape
 * (36, 4), and `folded` room for 18 vectors.
 */
const transform: WasmFunction = {
  name: 'transform',
  parameters: ['held', 'heldStep', 'window', 'cosines', 'bandBytes', 'folded', 'out'],
  locals: { end: 'i32', line: 'i32', to: 'i32', sum: 'v128' },
  body: ({ get, set, step }) => {
    const windowed = (i: number) => [
      ...[get('held'), get('heldStep'), i32.const(i), i32.mul, i32.add, f32x4.load()],
      ...[get('window'), f32x4.load(i * VECTOR_BYTES), f32x4.mul],
    ];
    const fold = Array.from({ length: HALF }, (_, n) => [
      ...[get('folded'), f32x4.zero, ...windowed(LINES + HALF - 1 - n), f32x4.sub],
      ...[...windowed(LINES + HALF + n), f32x4.sub, f32x4.store(n * VECTOR_BYTES)],
      ...[get('folded'), ...windowed(n), ...windowed(LINES - 1 - n), f32x4.sub],
      f32x4.store((HALF + n) * VECTOR_BYTES),
    ]).flat();
    const oneLine = [
      ...[f32x4.zero, set('sum')],
      ...Array.from({ length: LINES }, (_, n) => [
        ...[get('line'), i32.const(n * NUMBER_BYTES), i32.add, f32x4.loadSplat],
        ...[get('folded'), f32x4.load(n * VECTOR_BYTES), f32x4.mul, get('sum'), f32x4.add, set('sum')],
      ]).flat(),
      ...[get('to'), get('sum'), f32x4.store()],
      step('to', get('bandBytes')),
      step('line', i32.const(LINES * NUMBER_BYTES)),
    ];
    const fourBands = [
      ...fold,
      ...[get('cosines'), set('line'), get('out'), set('to')],
      whileTrue(
        [get('line'), get('cosines'), i32.const(LINES * LINES * NUMBER_BYTES), i32.add, i32.isLess],
        oneLine,
      ),
      step('held', i32.const(VECTOR_BYTES)),
      step('out', i32.const(VECTOR_BYTES)),
    ];
    return [
      ...[get('out'), get('bandBytes'), i32.add, set('end')],
      whileTrue([get('out'), get('end'), i32.isLess], fourBands),
    ];
  },
};

/** The functions that {@link MP3_KERNELS} exports. */
export interface Mp3Kernels {
  hold(
    samples: number,
    window: number,
    period: number,
    cosines: number,
    bandBytes: number,
    folded: number,
    out: number,
  ): void;
  transform(
    held: number,
    heldStep: number,
    window: number,
    cosines: number,
    bandBytes: number,
    folded: number,
    out: number,
  ): void;
}

/** Bytes of a WebAssembly module. */
export const MP3_KERNELS = wasmModule([hold, transform]);
