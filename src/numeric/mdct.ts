import { CompositeFft } from './composite-fft.js';

/**
 * Modified discrete cosine transform of one length, by a complex Fourier transform of a quarter of the samples. Tables
 * and working memory are made once.
 *
 * @see Princen, Johnson & Bradley, "Subband/transform coding using filter bank designs based on time domain aliasing
 *   cancellation", ICASSP 1987.
 */
export class Mdct {
  /** Coefficients, and samples from one transform to the next. */
  readonly size: number;
  readonly #window: Float64Array;
  readonly #fft: CompositeFft;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #folded: Float64Array;
  /** cos and −sin of π (8n + 1) / (8 size). */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;

  /** @param window - Shape (2 · size); size is 4 times an odd number times a power of two. */
  constructor(window: Float64Array) {
    const size = window.length / 2;
    const half = size / 2;
    const angle = (n: number) => (Math.PI * (8 * n + 1)) / (8 * size);
    this.size = size;
    this.#window = window;
    this.#fft = new CompositeFft(half);
    this.#real = new Float64Array(half);
    this.#imaginary = new Float64Array(half);
    this.#folded = new Float64Array(size);
    this.#cosines = Float64Array.from({ length: half }, (_, n) => Math.cos(angle(n)));
    this.#sines = Float64Array.from({ length: half }, (_, n) => -Math.sin(angle(n)));
  }

  /**
   * The coefficients Σ w[n] · x[n] · cos(π / size · (n + ½ + size / 2)(k + ½)), times √(2 / size).
   *
   * @param samples - Not modified.
   * @param start - Of the 2 · size samples that are transformed.
   * @param coefficients - Receives them, shape (size).
   */
  transform(samples: Float32Array, start: number, coefficients: Float64Array): void {
    this.#fold(samples, start);
    const { size } = this;
    const half = size / 2;
    const [re, im, x] = [this.#real, this.#imaginary, this.#folded];
    for (let n = 0; n < half; n++) {
      const [a, b] = [x[2 * n]!, x[size - 1 - 2 * n]!];
      const [c, s] = [this.#cosines[n]!, this.#sines[n]!];
      re[n] = a * c - b * s;
      im[n] = a * s + b * c;
    }
    this.#fft.transform(re, im);
    const scale = Math.sqrt(2 / size);
    for (let k = 0; k < half; k++) {
      const [a, b] = [scale * re[k]!, scale * im[k]!];
      const [c, s] = [this.#cosines[k]!, this.#sines[k]!];
      coefficients[2 * k] = a * c - b * s;
      coefficients[size - 1 - 2 * k] = -(a * s + b * c);
    }
  }

  /** Windowed, and the four quarters (a, b, c, d) folded to (−c reversed − d, a − b reversed). */
  #fold(samples: Float32Array, start: number): void {
    const { size } = this;
    const half = size / 2;
    const [w, x] = [this.#window, this.#folded];
    for (let n = 0; n < half; n++) {
      const [b, c] = [size - 1 - n, size + half - 1 - n];
      const d = size + half + n;
      x[n] = -w[c]! * samples[start + c]! - w[d]! * samples[start + d]!;
      x[half + n] = w[n]! * samples[start + n]! - w[b]! * samples[start + b]!;
    }
  }
}
