import { MemoryPlan, NUMBER_BYTES, VECTOR_BYTES, WasmInstance } from '../numeric/index.js';
import { KERNEL_WIDTH, LINE_KERNELS, type LineKernels } from './line-kernels.js';
import type { WhitenedFrames } from './whitened-frames.js';

/** Lines of one tempo, whose products are to be summed up: at offset o, candidate frame t meets reference frame places[t] + o. */
export interface LineOffsets {
  /** In order. */
  readonly places: Int32Array;
  readonly firstOffset: number;
  /** What each sum is to be multiplied by for the highest, one an offset from the first; >= 0. */
  readonly weights: Float32Array;
}

const VECTOR_NUMBERS = VECTOR_BYTES / NUMBER_BYTES;

/** One for all searches of a thread: they do not wait in between. */
let kernels: WasmInstance<LineKernels> | undefined;

/** All columns of one stretch times all columns of another, at one pitch shift after the other. */
export class ColumnProducts {
  readonly #reference: WhitenedFrames;
  readonly #candidate: WhitenedFrames;
  readonly #lines: readonly LineOffsets[];
  /** From row to row of the reference, bin by bin, and of the products: with zeros between, as the kernels want. */
  readonly #stride: number;
  /** Places in the kernels' memory, in bytes. */
  readonly #at: { readonly candidate: number; readonly reference: number; readonly products: number };
  readonly #placesAt: readonly number[];
  readonly #weightsAt: readonly number[];
  readonly #memory: ArrayBuffer;
  readonly #highest: Float32Array;

  /** Sums of products along the lines that were summed up last, one an offset from the first, and others behind them. */
  readonly sums: Float32Array;

  /** Good until the next is made. */
  constructor(reference: WhitenedFrames, candidate: WhitenedFrames, lines: readonly LineOffsets[]) {
    this.#reference = reference;
    this.#candidate = candidate;
    this.#lines = lines;
    this.#stride = KERNEL_WIDTH * Math.ceil((reference.frames + KERNEL_WIDTH - 1) / KERNEL_WIDTH);
    const plan = new MemoryPlan();
    const rows = candidate.frames + (candidate.frames % 2);
    this.#at = {
      candidate: plan.reserve(candidate.data.length),
      reference: plan.reserve(reference.bins * this.#stride),
      products: plan.reserve(KERNEL_WIDTH + rows * this.#stride) + NUMBER_BYTES * KERNEL_WIDTH,
    };
    this.#placesAt = lines.map(({ places }) => plan.reserve(places.length));
    this.#weightsAt = lines.map(({ weights }) => plan.reserve(weights.length + KERNEL_WIDTH));
    const mostSums = Math.max(0, ...lines.map(({ weights }) => weights.length)) + KERNEL_WIDTH;
    const sumsAt = plan.reserve(mostSums);
    const highestAt = plan.reserve(VECTOR_NUMBERS);
    kernels ??= new WasmInstance(LINE_KERNELS);
    this.#memory = kernels.memory(plan.bytes);
    this.sums = new Float32Array(this.#memory, sumsAt, mostSums);
    this.#highest = new Float32Array(this.#memory, highestAt, VECTOR_NUMBERS);
    this.#fill();
  }

  #fill(): void {
    const { data, frames, bins } = this.#reference;
    new Float32Array(this.#memory, this.#at.candidate, this.#candidate.data.length).set(this.#candidate.data);
    const rows = new Float32Array(this.#memory, this.#at.reference, bins * this.#stride).fill(0);
    const zeros = KERNEL_WIDTH + this.#candidate.frames * this.#stride;
    new Float32Array(this.#memory, this.#at.products - NUMBER_BYTES * KERNEL_WIDTH, zeros).fill(0);
    for (let u = 0; u < frames; u++) {
      for (let bin = 0; bin < bins; bin++) rows[bin * this.#stride + u] = data[u * bins + bin]!;
    }
    this.#lines.forEach(({ places, weights }, i) => {
      new Int32Array(this.#memory, this.#placesAt[i], places.length).set(places);
      const room = new Float32Array(this.#memory, this.#weightsAt[i], weights.length + KERNEL_WIDTH);
      room.fill(0, weights.length).set(weights);
    });
  }

  /** Multiplies candidate columns, moved down by `shiftBins`, with reference columns. */
  multiply(shiftBins: number): void {
    const { bins } = this.#reference;
    const lowest = Math.max(0, -shiftBins);
    const width = Math.max(0, bins - Math.abs(shiftBins));
    const step = NUMBER_BYTES * this.#stride;
    kernels!.functions.multiply(
      this.#at.candidate + NUMBER_BYTES * (lowest + shiftBins),
      NUMBER_BYTES * bins,
      this.#at.reference + step * lowest,
      step,
      this.#candidate.frames,
      width,
      this.#reference.frames,
      this.#at.products,
    );
  }

  /**
   * Sums up the products along the lines of one tempo, into {@link sums}.
   *
   * @returns The highest of the weighted sums, or 0 if none is higher; NaN if one is not a number.
   */
  sumAlong(line: number): number {
    const { firstOffset, places, weights } = this.#lines[line]!;
    kernels!.functions.sumLines(
      this.#at.products,
      NUMBER_BYTES * this.#stride,
      this.#reference.frames,
      this.#placesAt[line]!,
      places.length,
      firstOffset,
      firstOffset + weights.length - 1,
      this.#weightsAt[line]!,
      this.sums.byteOffset,
      this.#highest.byteOffset,
    );
    const highest = this.#highest;
    return Math.max(highest[0]!, highest[1]!, highest[2]!, highest[3]!);
  }
}
