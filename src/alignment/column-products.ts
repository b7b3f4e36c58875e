import { NUMBER_BYTES, WasmInstance } from '../numeric/index.js';
import { KERNEL_WIDTH, LINE_KERNELS, type LineKernels } from './line-kernels.js';
import type { WhitenedFrames } from './whitened-frames.js';

/** Running sums of the columns' energies over the bins that both have at a shift. */
export interface Energies {
  readonly reference: Float64Array;
  readonly candidate: Float64Array;
}

/** Lines whose products are to be summed up: at offset o, candidate frame t meets reference frame places[t] + o. */
export interface LineOffsets {
  readonly places: Int32Array;
  readonly firstOffset: number;
  /** One number an offset. */
  readonly from: { readonly length: number };
}

/** One for all searches of a thread: they do not wait in between. */
let kernels: WasmInstance<LineKernels> | undefined;

/** All columns of one stretch times all columns of another, at one pitch shift after the other. */
export class ColumnProducts {
  readonly #reference: WhitenedFrames;
  readonly #candidate: WhitenedFrames;
  /** See `energiesUpTo`: what every pitch shift takes its own part of. */
  readonly #referenceEnergies: Float64Array;
  readonly #candidateEnergies: Float64Array;
  readonly #lines: readonly LineOffsets[];
  /** From row to row of the reference, bin by bin, and of the products: with zeros behind, as the kernels want. */
  readonly #stride: number;
  /** Places in the kernels' memory, in bytes. */
  readonly #at: { readonly candidate: number; readonly reference: number; readonly products: number };
  readonly #placesAt: readonly number[];
  readonly #sumsAt: number;
  readonly #memory: ArrayBuffer;

  /** Good until the next is made. */
  constructor(reference: WhitenedFrames, candidate: WhitenedFrames, lines: readonly LineOffsets[]) {
    this.#reference = reference;
    this.#candidate = candidate;
    this.#referenceEnergies = energiesUpTo(reference);
    this.#candidateEnergies = energiesUpTo(candidate);
    this.#lines = lines;
    this.#stride = KERNEL_WIDTH * Math.ceil((reference.frames + 3) / KERNEL_WIDTH);
    let end = 0;
    const reserve = (numbers: number) => {
      const at = end;
      end += NUMBER_BYTES * numbers;
      return at;
    };
    this.#at = {
      candidate: reserve(candidate.data.length),
      reference: reserve(reference.bins * this.#stride),
      products: reserve(candidate.frames * this.#stride),
    };
    this.#placesAt = lines.map(({ places }) => reserve(places.length));
    this.#sumsAt = reserve(Math.max(0, ...lines.map(({ from }) => from.length)) + 3);
    kernels ??= new WasmInstance(LINE_KERNELS);
    this.#memory = kernels.memory(end);
    this.#fill();
  }

  #fill(): void {
    const { data, frames, bins } = this.#reference;
    new Float32Array(this.#memory, this.#at.candidate, this.#candidate.data.length).set(this.#candidate.data);
    const rows = new Float32Array(this.#memory, this.#at.reference, bins * this.#stride).fill(0);
    for (let u = 0; u < frames; u++) {
      for (let bin = 0; bin < bins; bin++) rows[bin * this.#stride + u] = data[u * bins + bin]!;
    }
    this.#lines.forEach(({ places }, i) => {
      new Int32Array(this.#memory, this.#placesAt[i], places.length).set(places);
    });
  }

  /** Multiplies candidate columns, moved down by `shiftBins`, with reference columns. */
  multiply(shiftBins: number): Energies {
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
      this.#at.products,
    );
    return {
      reference: runningEnergy(this.#referenceEnergies, bins, lowest, width),
      candidate: runningEnergy(this.#candidateEnergies, bins, lowest + shiftBins, width),
    };
  }

  /**
   * Sums of products along the offsets of one of the lines.
   *
   * @returns One number an offset; good until the next call.
   */
  sumAlong(line: number): Float32Array {
    const { firstOffset, from, places } = this.#lines[line]!;
    const sums = new Float32Array(this.#memory, this.#sumsAt, from.length + 3).fill(0);
    kernels!.functions.sumLines(
      this.#at.products,
      NUMBER_BYTES * this.#stride,
      this.#reference.frames,
      this.#placesAt[line]!,
      places.length,
      firstOffset,
      firstOffset + from.length - 1,
      this.#sumsAt,
    );
    return sums;
  }
}

/** Energies of a stretch's columns up to each bin, shape (frames, bins + 1). */
function energiesUpTo({ data, frames, bins }: WhitenedFrames): Float64Array {
  const sums = new Float64Array(frames * (bins + 1));
  for (let t = 0; t < frames; t++) {
    const at = t * (bins + 1);
    for (let bin = 0; bin < bins; bin++) sums[at + bin + 1] = sums[at + bin]! + data[t * bins + bin]! ** 2;
  }
  return sums;
}

/** Running sums over the columns of what they hold in bins [lowest, lowest + width). */
function runningEnergy(upTo: Float64Array, bins: number, lowest: number, width: number): Float64Array {
  const sums = new Float64Array(upTo.length / (bins + 1) + 1);
  for (let t = 0, at = lowest; at < upTo.length; t++, at += bins + 1) {
    sums[t + 1] = sums[t]! + upTo[at + width]! - upTo[at]!;
  }
  return sums;
}
