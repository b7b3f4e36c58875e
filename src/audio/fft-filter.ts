import { ComplexFft } from '../numeric/index.js';

const FFT_SIZE = 8192;

/** A symmetric filter that is too long to be applied tap by tap: by overlap-save, two blocks in one transform. */
export class FftFilter {
  /** Input samples needed on either side of an output's own position. */
  readonly reachSamples: number;
  readonly #fft = new ComplexFft(FFT_SIZE);
  /** Of the filter, which is real as the taps are symmetric about sample 0. Divided by the size, for the way back. */
  readonly #response: Float64Array;
  readonly #real = new Float64Array(FFT_SIZE);
  readonly #imaginary = new Float64Array(FFT_SIZE);

  /** @param taps - Odd in number, below 4096, symmetric. */
  constructor(taps: Float64Array) {
    this.reachSamples = (taps.length - 1) / 2;
    const real = new Float64Array(FFT_SIZE);
    taps.forEach((tap, i) => {
      real[(i - this.reachSamples + FFT_SIZE) % FFT_SIZE] = tap / FFT_SIZE;
    });
    this.#fft.transform(real, new Float64Array(FFT_SIZE));
    this.#response = real;
  }

  /**
   * @param input - Begins and ends `reachSamples` outside of what is asked for.
   * @returns Shape (input.length − 2 · reachSamples).
   */
  apply(input: Float32Array): Float32Array {
    const reach = this.reachSamples;
    const block = FFT_SIZE - 2 * reach;
    const output = new Float32Array(Math.max(0, input.length - 2 * reach));
    for (let at = 0; at < output.length; at += 2 * block) {
      fill(this.#real, input.subarray(at, at + FFT_SIZE));
      fill(this.#imaginary, input.subarray(at + block, at + block + FFT_SIZE));
      this.#filterBoth();
      output.set(this.#real.subarray(reach, reach + Math.min(block, output.length - at)), at);
      const rest = Math.min(block, output.length - at - block);
      if (rest > 0) output.set(this.#imaginary.subarray(reach, reach + rest), at + block);
    }
    return output;
  }

  #filterBoth(): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    this.#fft.transform(real, imaginary);
    for (let k = 0; k < FFT_SIZE; k++) {
      real[k]! *= this.#response[k]!;
      imaginary[k]! *= this.#response[k]!;
    }
    this.#fft.transform(imaginary, real);
  }
}

function fill(target: Float64Array, values: Float32Array): void {
  target.set(values);
  target.fill(0, values.length);
}
