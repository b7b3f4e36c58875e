import {
  f32x4,
  i32,
  NUMBER_BYTES,
  VECTOR_BYTES,
  WasmInstance,
  wasmModule,
  whileTrue,
  type WasmCode,
  type WasmFunction,
} from '../numeric/index.js';
import type { OctaveKernels } from './octave-kernels.js';

/** Frames that are filtered together: with these and four filters all sums stay in the processor's registers. */
const FRAMES_TOGETHER = 4;
const FRAMES = ['0', '1', '2', '3'] as const;

/**
 * Magnitudes of the responses of four filters to `rounds` times four frames. All are addresses and bytes: `samples` of the
 * first frame, `hop` from frame to frame, `taps` up to `end` as `OctaveKernels.taps` has them for four filters,
 * `out` and from frame to frame of it `outStep`.
 */
const respond: WasmFunction = {
  name: 'respond',
  parameters: ['samples', 'hop', 'taps', 'end', 'rounds', 'out', 'outStep'],
  locals: {
    tap: 'i32',
    at: 'i32',
    realTap: 'v128',
    imaginaryTap: 'v128',
    sample: 'v128',
    ...Object.fromEntries(
      FRAMES.flatMap((frame) => [[`re${frame}`, 'v128'] as const, [`im${frame}`, 'v128'] as const]),
    ),
  },
  body: ({ get, set, step }) => {
    const addProduct = (sum: string, tap: string): WasmCode[] => [
      ...[get(sum), get('sample'), get(tap), f32x4.mul, f32x4.add, set(sum)],
    ];
    const square = (name: string): WasmCode[] => [get(name), get(name), f32x4.mul];
    const oneSample = [
      ...[
        get('tap'),
        f32x4.load(),
        set('realTap'),
        get('tap'),
        f32x4.load(VECTOR_BYTES),
        set('imaginaryTap'),
      ],
      ...[get('samples'), set('at')],
      ...FRAMES.flatMap((frame, i) => [
        i === 0 ? [] : step('at', get('hop')),
        ...[get('at'), f32x4.loadSplat, set('sample')],
        ...addProduct(`re${frame}`, 'realTap'),
        ...addProduct(`im${frame}`, 'imaginaryTap'),
      ]),
      step('samples', i32.const(NUMBER_BYTES)),
      step('tap', i32.const(2 * VECTOR_BYTES)),
    ];
    const fourFrames = [
      ...FRAMES.flatMap((frame) => [f32x4.zero, set(`re${frame}`), f32x4.zero, set(`im${frame}`)]),
      ...[get('taps'), set('tap')],
      whileTrue([get('tap'), get('end'), i32.isLess], oneSample),
      ...FRAMES.flatMap((frame) => [
        ...[
          get('out'),
          ...square(`re${frame}`),
          ...square(`im${frame}`),
          f32x4.add,
          f32x4.sqrt,
          f32x4.store(),
        ],
        step('out', get('outStep')),
      ]),
      // Back to the beginning of the frame, and four frames on.
      ...[get('samples'), get('end'), get('taps'), i32.sub, i32.const(8), i32.div, i32.sub],
      ...[get('hop'), i32.const(FRAMES_TOGETHER), i32.mul, i32.add, set('samples')],
      step('rounds', i32.const(-1)),
    ];
    return [whileTrue([get('rounds')], fourFrames)];
  },
};

const MODULE = wasmModule([respond]);

interface Kernel {
  respond(
    samples: number,
    hop: number,
    taps: number,
    end: number,
    rounds: number,
    out: number,
    outStep: number,
  ): void;
}

/** The filters of an octave, ready to be held against frames of samples. */
export class FrameCorrelator {
  readonly #filters: number;
  readonly #frameSamples: number;
  readonly #tapNumbers: number;
  readonly #instance = new WasmInstance<Kernel>(MODULE);

  constructor({ filters, frameSamples, taps }: OctaveKernels) {
    this.#filters = filters;
    this.#frameSamples = frameSamples;
    this.#tapNumbers = taps.length;
    new Float32Array(this.#instance.memory(taps.byteLength)).set(taps);
  }

  /**
   * Magnitudes of all filters' responses. Those to a frame depend on its samples alone, not on the frames beside it.
   *
   * @param samples - Frame f begins at sample `start` + f · `hop`.
   * @param out - Receives shape (frames, filters) from `outStart` on.
   */
  magnitudes(
    samples: Float32Array,
    start: number,
    hop: number,
    frames: number,
    out: Float32Array,
    outStart: number,
  ): void {
    const rounds = Math.ceil(frames / FRAMES_TOGETHER);
    const length = (frames - 1) * hop + this.#frameSamples;
    // What the last round looks at beyond the frames that are wanted need not be anything.
    const room = (rounds * FRAMES_TOGETHER - 1) * hop + this.#frameSamples;
    const samplesAt = this.#tapNumbers;
    const outAt = samplesAt + room;
    const outLength = rounds * FRAMES_TOGETHER * this.#filters;
    const memory = new Float32Array(this.#instance.memory(NUMBER_BYTES * (outAt + outLength)));
    memory.set(samples.subarray(start, start + length), samplesAt);
    const groupNumbers = 8 * this.#frameSamples;
    for (let filter = 0; filter < this.#filters; filter += 4) {
      const taps = (filter / 4) * groupNumbers;
      this.#instance.functions.respond(
        NUMBER_BYTES * samplesAt,
        NUMBER_BYTES * hop,
        NUMBER_BYTES * taps,
        NUMBER_BYTES * (taps + groupNumbers),
        rounds,
        NUMBER_BYTES * (outAt + filter),
        NUMBER_BYTES * this.#filters,
      );
    }
    out.set(memory.subarray(outAt, outAt + frames * this.#filters), outStart);
  }
}
