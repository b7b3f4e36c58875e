import { ComplexFft } from './complex-fft.js';

/**
 * Fourier transform of real numbers of one length, by a complex transform of half of it. Tables and working memory are
 * made once.
 *
 * @see Press et al., "Numerical recipes", 3rd edition, sections 12.2 and 12.3.
 */
export class RealFft {
  readonly size: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #half: ComplexFft;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  /** @param size - A power of two, >= 8. */
  constructor(size: number) {
    const half = size / 2;
    this.size = size;
    this.#cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sines = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#half = new ComplexFft(half);
    this.#real = new Float64Array(half);
    this.#imaginary = new Float64Array(half);
  }

  /**
   * Squared magnitudes of the coefficients 0 to size / 2 of Σ x[n] · exp(−2πi k n / size).
   *
   * @param input - Shape (size). Not modified.
   * @param powers - Receives them, shape (size / 2 + 1).
   */
  powers(input: ArrayLike<number>, powers: Float64Array): void {
    const half = this.size / 2;
    const [re, im] = [this.#real, this.#imaginary];
    for (let i = 0; i < half; i++) {
      re[i] = input[2 * i]!;
      im[i] = input[2 * i + 1]!;
    }
    this.#half.transform(re, im);
    powers[0] = (re[0]! + im[0]!) ** 2;
    powers[half] = (re[0]! - im[0]!) ** 2;
    for (let k = 1; k < half; k++) {
      const mirror = half - k;
      const evenReal = (re[k]! + re[mirror]!) / 2;
      const evenImaginary = (im[k]! - im[mirror]!) / 2;
      const oddReal = (im[k]! + im[mirror]!) / 2;
      const oddImaginary = (re[mirror]! - re[k]!) / 2;
      const [c, s] = [this.#cosines[k]!, this.#sines[k]!];
      const real = evenReal + c * oddReal - s * oddImaginary;
      const imaginary = evenImaginary + c * oddImaginary + s * oddReal;
      powers[k] = real * real + imaginary * imaginary;
    }
  }
}
