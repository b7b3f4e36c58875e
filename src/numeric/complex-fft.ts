/** Butterflies this close together or closer share a turn along the whole of the numbers. */
const SHORT_SPAN = 8;

/**
 * Fourier transform of complex numbers of one length, in place. Tables are made once.
 *
 * @see Press et al., "Numerical recipes", 3rd edition, section 12.2.
 */
export class ComplexFft {
  readonly size: number;
  /** cos and −sin of 2πk / size. */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;

  /** @param size - A power of two, >= 2. */
  constructor(size: number) {
    this.size = size;
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sines = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#reversed = new Uint32Array(size);
    for (let i = 1; i < size; i++)
      this.#reversed[i] = (this.#reversed[i >> 1]! >> 1) | (i & 1 ? size >> 1 : 0);
  }

  /**
   * The coefficients Σ x[n] · exp(−2πi k n / size). With the two parts exchanged, in input and output, it is the inverse
   * but for a factor of size.
   *
   * @param real - Shape (size), overwritten; so is `imaginary`.
   */
  transform(real: Float64Array, imaginary: Float64Array): void {
    this.#reorder(real);
    this.#reorder(imaginary);
    const { size } = this;
    for (let span = 1; span < size; span *= 2) {
      // Whichever of the two loops is the longer runs inside: long strides through the whole are what costs.
      if (span < SHORT_SPAN) this.#combineByTurn(real, imaginary, span);
      else this.#combineByPlace(real, imaginary, span);
    }
  }

  #combineByTurn(real: Float64Array, imaginary: Float64Array, span: number): void {
    const step = this.size / (2 * span);
    for (let k = 0; k < span; k++) {
      const [c, s] = [this.#cosines[k * step]!, this.#sines[k * step]!];
      for (let i = k; i < this.size; i += 2 * span) butterfly(real, imaginary, i, i + span, c, s);
    }
  }

  #combineByPlace(real: Float64Array, imaginary: Float64Array, span: number): void {
    const step = this.size / (2 * span);
    for (let start = 0; start < this.size; start += 2 * span) {
      for (let k = 0; k < span; k++) {
        const i = start + k;
        butterfly(real, imaginary, i, i + span, this.#cosines[k * step]!, this.#sines[k * step]!);
      }
    }
  }

  #reorder(values: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      const j = this.#reversed[i]!;
      if (j <= i) continue;
      const value = values[i]!;
      values[i] = values[j]!;
      values[j] = value;
    }
  }
}

/** Sum and difference of the coefficient at `i` and of that at `j`, turned by c + i s. */
function butterfly(
  real: Float64Array,
  imaginary: Float64Array,
  i: number,
  j: number,
  c: number,
  s: number,
): void {
  const re = c * real[j]! - s * imaginary[j]!;
  const im = c * imaginary[j]! + s * real[j]!;
  real[j] = real[i]! - re;
  imaginary[j] = imaginary[i]! - im;
  real[i]! += re;
  imaginary[i]! += im;
}
