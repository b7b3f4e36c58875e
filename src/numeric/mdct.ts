import { COMPLEX_VECTOR_BYTES, EXPONENT_OF_ONE, MDCT_KERNELS, type MdctKernels } from './mdct-kernels.js';
import { MemoryPlan } from './memory-plan.js';
import { WasmInstance } from './wasm-instance.js';
import { NUMBER_BYTES, VECTOR_BYTES } from './wasm-module.js';

/** One pass of the Fourier transform inside. */
interface Pass {
  readonly radix: number;
  /** Product of the earlier passes' radices. */
  readonly done: number;
  /** Where its turns lie. */
  readonly turns: number;
}

/**
 * Modified discrete cosine transforms of one length over one sound, four neighbouring frames at once, each by a complex
 * Fourier transform of a quarter of its samples. In single precision.
 *
 * @see Princen, Johnson & Bradley, "Subband/transform coding using filter bank designs based on time domain aliasing
 *   cancellation", ICASSP 1987.
 */
export class Mdct {
  /** Frames that are transformed at once. */
  static readonly FRAMES = VECTOR_BYTES / NUMBER_BYTES;
  /** Coefficients, and samples from one transform to the next. */
  readonly size: number;
  readonly #kernels = new WasmInstance<MdctKernels>(MDCT_KERNELS);
  readonly #sampleStep: number;
  readonly #passes: readonly Pass[];
  /** Where everything lies in the kernels' memory, in bytes. */
  readonly #at: Readonly<Record<'samples' | 'window' | 'before' | 'after' | 'folded', number>>;
  readonly #rooms: readonly [number, number];
  readonly #coefficients: Float32Array;
  readonly #leastPower: Float32Array;
  /** Sums, products and exponents of powers, see the kernels. */
  readonly #powers: Float32Array;
  readonly #exponents: Int32Array;

  /**
   * @param samples - Copied.
   * @param window - Shape (2 · size); size is even, and the smaller its odd factors the better.
   * @param sampleStep - From one sample of a frame to the next, where a frame is made of every other one or fewer.
   */
  constructor(samples: Float32Array, window: Float64Array, sampleStep = 1) {
    const size = window.length / 2;
    const half = size / 2;
    this.size = size;
    this.#sampleStep = sampleStep;
    const tables: { at: number; numbers: Float32Array | Float64Array }[] = [];
    const plan = new MemoryPlan();
    const lay = (numbers: Float32Array | Float64Array) => {
      const at = plan.reserve(numbers.length);
      tables.push({ at, numbers });
      return at;
    };
    const angles = Array.from({ length: half }, (_, n) => (-Math.PI * (8 * n + 1)) / (8 * size));
    this.#at = {
      samples: lay(samples),
      window: lay(window),
      before: lay(turnsBy(angles)),
      after: lay(turnsBy(angles, Math.sqrt(2 / size))),
      folded: plan.reserve(Mdct.FRAMES * size),
    };
    this.#passes = passesOf(half).map((pass) => ({ ...pass, turns: lay(passTurns(half, pass)) }));
    this.#rooms = [plan.reserve(2 * Mdct.FRAMES * half), plan.reserve(2 * Mdct.FRAMES * half)];
    const coefficients = plan.reserve(Mdct.FRAMES * size);
    const leastPower = plan.reserve(1);
    const powers = plan.reserve(3 * Mdct.FRAMES);
    const memory = this.#kernels.memory(plan.bytes);
    for (const { at, numbers } of tables) new Float32Array(memory, at, numbers.length).set(numbers);
    this.#coefficients = new Float32Array(memory, coefficients, Mdct.FRAMES * size);
    this.#leastPower = new Float32Array(memory, leastPower, 1);
    this.#powers = new Float32Array(memory, powers, 2 * Mdct.FRAMES);
    this.#exponents = new Int32Array(memory, this.#powers.byteOffset + this.#powers.byteLength, Mdct.FRAMES);
  }

  /**
   * The coefficients Σ w[n] · x[start + sampleStep · n] · cos(π / size · (n + ½ + size / 2)(k + ½)), times √(2 / size), for
   * each of the frames that start there and at the next three samples.
   *
   * @returns Shape (size, 4); overwritten by the next call.
   */
  transform(start: number): Float32Array {
    const kernels = this.#kernels.functions;
    const { samples, window, before, after, folded } = this.#at;
    const half = this.size / 2;
    kernels.fold(samples + NUMBER_BYTES * start, NUMBER_BYTES * this.#sampleStep, window, half, folded);
    let [from, to] = this.#rooms;
    kernels.pair(folded, half, before, from);
    for (const { radix, done, turns } of this.#passes) {
      const [partBytes, doneBytes] = [COMPLEX_VECTOR_BYTES * (half / radix), COMPLEX_VECTOR_BYTES * done];
      if (radix === 2) kernels.halve(from, to, partBytes, doneBytes, turns);
      else kernels.divide(from, to, radix, partBytes, doneBytes, turns);
      [from, to] = [to, from];
    }
    kernels.part(from, half, after, this.#coefficients.byteOffset);
    return this.#coefficients;
  }

  /**
   * Natural logarithm of the spectral flatness, the geometric over the arithmetic mean of powers, of each of the frames
   * that were transformed last.
   *
   * @param from - First coefficient that counts.
   * @param to - Behind the last one.
   * @param leastPower - Added to the power of each coefficient, > 0.
   * @param out - Receives them, as many as there is room for.
   */
  logFlatness(from: number, to: number, leastPower: number, out: Float64Array): void {
    const at = this.#coefficients.byteOffset;
    this.#leastPower[0] = leastPower;
    this.#kernels.functions.multiplyPowers(
      at + VECTOR_BYTES * from,
      at + VECTOR_BYTES * to,
      this.#leastPower.byteOffset,
      this.#powers.byteOffset,
    );
    const count = to - from;
    for (let frame = 0; frame < Mdct.FRAMES && frame < out.length; frame++) {
      const [sum, product] = [this.#powers[frame]!, this.#powers[Mdct.FRAMES + frame]!];
      const exponent = this.#exponents[frame]! - EXPONENT_OF_ONE * count;
      out[frame] = (Math.log(product) + Math.LN2 * exponent) / count - Math.log(sum / count);
    }
  }
}

/** Passes for a number of complex numbers, those by odd numbers first: halving is faster the more of it is done. */
function passesOf(size: number): Pick<Pass, 'radix' | 'done'>[] {
  const radices: number[] = [];
  let left = size;
  while (left % 2 === 0) left /= 2;
  const halvings = Math.log2(size / left);
  for (let radix = 3; left > 1;) {
    if (left % radix === 0) {
      radices.push(radix);
      left /= radix;
    } else radix += 2;
  }
  radices.push(...new Array<number>(halvings).fill(2));
  return radices.map((radix, i) => ({ radix, done: radices.slice(0, i).reduce((a, b) => a * b, 1) }));
}

/** The turns of a pass as its kernel wants them. */
function passTurns(size: number, { radix, done }: Pick<Pass, 'radix' | 'done'>): Float32Array {
  const left = size / done;
  const [parts, places] = [counting(left / radix), counting(radix)];
  if (radix === 2) return turnsBy(parts.map((p) => (-2 * Math.PI * p) / left));
  return turnsBy(
    parts.flatMap((p) =>
      places.flatMap((j) => places.map((i) => -2 * Math.PI * ((i * j) / radix + (p * j) / left))),
    ),
  );
}

/** Cosine and sine of each angle, times a factor. */
function turnsBy(angles: readonly number[], factor = 1): Float32Array {
  return Float32Array.from(angles.flatMap((angle) => [factor * Math.cos(angle), factor * Math.sin(angle)]));
}

function counting(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
