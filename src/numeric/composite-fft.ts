import { ComplexFft } from './complex-fft.js';

/**
 * Fourier transform of complex numbers of a length that is an odd number times a power of two, e.g. 480. It costs as
 * many products a coefficient as the odd number says, so that should be small.
 */
export class CompositeFft {
  readonly size: number;
  readonly #odd: number;
  readonly #part: ComplexFft;
  /** cos and −sin of 2πk / size. */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reals: readonly Float64Array[];
  readonly #imaginaries: readonly Float64Array[];

  /** @param size - An odd number times a power of two, which is >= 2. */
  constructor(size: number) {
    let odd = size;
    while (odd % 2 === 0) odd /= 2;
    const partSize = size / odd;
    this.size = size;
    this.#odd = odd;
    this.#part = new ComplexFft(partSize);
    this.#cosines = Float64Array.from({ length: size }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sines = Float64Array.from({ length: size }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#reals = Array.from({ length: odd }, () => new Float64Array(partSize));
    this.#imaginaries = Array.from({ length: odd }, () => new Float64Array(partSize));
  }

  /**
   * The coefficients Σ x[n] · exp(−2πi k n / size).
   *
   * @param real - Shape (size), overwritten; so is `imaginary`.
   */
  transform(real: Float64Array, imaginary: Float64Array): void {
    const odd = this.#odd;
    if (odd === 1) {
      this.#part.transform(real, imaginary);
      return;
    }
    const partSize = this.#part.size;
    for (let r = 0; r < odd; r++) {
      const [re, im] = [this.#reals[r]!, this.#imaginaries[r]!];
      for (let i = 0; i < partSize; i++) {
        re[i] = real[odd * i + r]!;
        im[i] = imaginary[odd * i + r]!;
      }
      this.#part.transform(re, im);
    }
    real.fill(0);
    imaginary.fill(0);
    for (let r = 0; r < odd; r++) this.#add(r, real, imaginary);
  }

  /** Adds what every `odd`-th number, from the r-th on, contributes. */
  #add(r: number, real: Float64Array, imaginary: Float64Array): void {
    const [re, im] = [this.#reals[r]!, this.#imaginaries[r]!];
    let turn = 0;
    let i = 0;
    for (let k = 0; k < this.size; k++) {
      const [c, s] = [this.#cosines[turn]!, this.#sines[turn]!];
      real[k]! += c * re[i]! - s * im[i]!;
      imaginary[k]! += c * im[i]! + s * re[i]!;
      if (++i === re.length) i = 0;
      turn += r;
      if (turn >= this.size) turn -= this.size;
    }
  }
}
