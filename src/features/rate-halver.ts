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
import type { HalfBandFilter } from './half-band.js';

/** Samples given out together: four vectors of four, so that their sums do not wait for one another. */
const TOGETHER = 16;
const SUMS = ['sum0', 'sum1', 'sum2', 'sum3'] as const;

/**
 * out[i] = taps[0] · even[i] + Σ_p taps[p + 1] · (odd[i − p − 1] + odd[i + p]), for `rounds` times sixteen i. All are
 * addresses; `end` is that behind the last tap.
 */
const halve: WasmFunction = {
  name: 'halve',
  parameters: ['even', 'odd', 'taps', 'end', 'rounds', 'out'],
  locals: {
    tap: 'i32',
    before: 'i32',
    after: 'i32',
    factor: 'v128',
    sum0: 'v128',
    sum1: 'v128',
    sum2: 'v128',
    sum3: 'v128',
  },
  body: ({ get, set, step }) => {
    const forEach = (code: (sum: string, offset: number) => WasmCode[]) =>
      SUMS.flatMap((sum, i) => code(sum, i * VECTOR_BYTES));
    const oneTap = [
      ...[get('tap'), f32x4.loadSplat, set('factor')],
      ...forEach((sum, offset) => [
        ...[get(sum), get('before'), f32x4.load(offset), get('after'), f32x4.load(offset), f32x4.add],
        ...[get('factor'), f32x4.mul, f32x4.add, set(sum)],
      ]),
      step('before', i32.const(-NUMBER_BYTES)),
      step('after', i32.const(NUMBER_BYTES)),
      step('tap', i32.const(NUMBER_BYTES)),
    ];
    const oneRound = [
      ...[get('taps'), f32x4.loadSplat, set('factor')],
      ...forEach((sum, offset) => [get('even'), f32x4.load(offset), get('factor'), f32x4.mul, set(sum)]),
      ...[get('odd'), set('after'), get('odd'), i32.const(NUMBER_BYTES), i32.sub, set('before')],
      ...[get('taps'), i32.const(NUMBER_BYTES), i32.add, set('tap')],
      whileTrue([get('tap'), get('end'), i32.isLess], oneTap),
      ...forEach((sum, offset) => [get('out'), get(sum), f32x4.store(offset)]),
      ...['even', 'odd', 'out'].map((place) => step(place, i32.const(TOGETHER * NUMBER_BYTES))),
      step('rounds', i32.const(-1)),
    ];
    return [whileTrue([get('rounds')], oneRound)];
  },
};

const MODULE = wasmModule([halve]);

interface Kernel {
  halve(even: number, odd: number, taps: number, end: number, rounds: number, out: number): void;
}

/** A half-band filter that gives every second sample. */
export class RateHalver {
  /** Input samples needed on either side of an output's own position. */
  readonly reachSamples: number;
  /** The centre's tap and one of each pair's. */
  readonly #taps: number;
  readonly #instance = new WasmInstance<Kernel>(MODULE);

  constructor({ centreTap, sideTaps, reachSamples }: HalfBandFilter) {
    this.reachSamples = reachSamples;
    this.#taps = 1 + sideTaps.length;
    new Float32Array(this.#instance.memory(NUMBER_BYTES * this.#taps)).set([centreTap, ...sideTaps]);
  }

  /**
   * Samples at half the rate. Each depends on the samples within reach of it alone, not on how many are asked for.
   *
   * @param input - Holds all within reach.
   * @param first - Where the first output's own position lies in the input; the next one's is two samples on.
   * @param output - Receives `count` samples from 0 on.
   */
  halve(input: Float32Array, first: number, output: Float32Array, count: number): void {
    const rounds = Math.ceil(count / TOGETHER);
    const pairs = this.#taps - 1;
    // What the last round looks at and gives beyond the count need not be anything.
    const evenAt = this.#taps;
    const oddAt = evenAt + rounds * TOGETHER + pairs;
    const outAt = oddAt + rounds * TOGETHER + pairs;
    const memory = new Float32Array(this.#instance.memory(NUMBER_BYTES * (outAt + rounds * TOGETHER)));
    for (let i = 0; i < count; i++) memory[evenAt + i] = input[first + 2 * i]!;
    for (let i = -pairs; i < count + pairs - 1; i++) memory[oddAt + i] = input[first + 2 * i + 1]!;
    this.#instance.functions.halve(
      NUMBER_BYTES * evenAt,
      NUMBER_BYTES * oddAt,
      0,
      NUMBER_BYTES * this.#taps,
      rounds,
      NUMBER_BYTES * outAt,
    );
    output.set(memory.subarray(outAt, outAt + count));
  }
}
