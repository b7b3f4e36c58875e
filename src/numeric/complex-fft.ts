import { FFT_KERNELS, type FftKernels } from './fft-kernels.js';
import { WasmInstance } from './wasm-instance.js';
import { DOUBLE_BYTES } from './wasm-module.js';

/**
 * Fourier transform of complex numbers of one length, in place. Tables are made once.
 *
 * @see Van Loan, "Computational frameworks for the fast Fourier transform", 1992, section 1.7.
 */
export class ComplexFft {
  readonly size: number;
  readonly #kernels = new WasmInstance<FftKernels>(FFT_KERNELS);
  /** Real parts, imaginary parts behind them, as they are before a pass and as they are after it. */
  readonly #rooms: readonly [Float64Array, Float64Array];
  readonly #turnsAt: number;

  /** @param size - A power of two, >= 4. */
  constructor(size: number) {
    this.size = size;
    this.#turnsAt = DOUBLE_BYTES * 4 * size;
    const memory = this.#kernels.memory(this.#turnsAt + DOUBLE_BYTES * size);
    this.#rooms = [
      new Float64Array(memory, 0, 2 * size),
      new Float64Array(memory, 2 * size * DOUBLE_BYTES, 2 * size),
    ];
    const turns = new Float64Array(memory, this.#turnsAt, size);
    for (let k = 0; k < size / 2; k++) {
      turns[k] = Math.cos((2 * Math.PI * k) / size);
      turns[size / 2 + k] = -Math.sin((2 * Math.PI * k) / size);
    }
  }

  /**
   * The coefficients Σ x[n] · exp(−2πi k n / size). With the two parts exchanged, in input and output, it is the inverse
   * but for a factor of size.
   *
   * @param real - Shape (size), overwritten; so is `imaginary`.
   */
  transform(real: Float64Array, imaginary: Float64Array): void {
    const { size } = this;
    const kernels = this.#kernels.functions;
    let [from, to] = this.#rooms;
    from.set(real);
    from.set(imaginary, size);
    const wholeBytes = DOUBLE_BYTES * size;
    kernels.begin(from.byteOffset, to.byteOffset, wholeBytes, this.#turnsAt);
    [from, to] = [to, from];
    for (let done = 2; done < size; done *= 2) {
      kernels.halve(from.byteOffset, to.byteOffset, wholeBytes, DOUBLE_BYTES * done, this.#turnsAt);
      [from, to] = [to, from];
    }
    real.set(from.subarray(0, size));
    imaginary.set(from.subarray(size));
  }
}
