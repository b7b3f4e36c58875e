import type { Line } from './line.js';
import { NUMBER_BYTES, WasmInstance } from '../numeric/index.js';
import { AGREEMENT_BYTES, AGREEMENT_KERNEL, COLUMN_BYTES, type AgreementKernel } from './agreement-kernel.js';
import { copyColumn, type ColumnCopy, type WhitenedFrames } from './whitened-frames.js';

/** Sums along a line: the correlation of its columns is product / √(referenceEnergy · candidateEnergy). */
export interface ColumnAgreement {
  /** 1 for a column whose place lies inside the reference. */
  readonly inside: Uint8Array;
  /** One number a column looked at, in order. */
  readonly products: Float64Array;
  readonly referenceEnergies: Float64Array;
  readonly candidateEnergies: Float64Array;
  /** Candidate frame of the first column, and the distance to the next. */
  readonly firstFrame: number;
  readonly stepFrames: number;
}

/** Candidate frames [from, to), of which every `stepFrames`-th is looked at. */
export interface FrameSpan {
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly stepFrames: number;
}

/** Kernels read in fours, so up to three numbers beyond the last. */
const MARGIN_NUMBERS = 8;

/** One for all alignments of a thread: they do not wait in between. */
let kernel: WasmInstance<AgreementKernel> | undefined;
/** Whose columns lie in the kernel's memory. */
let filledBy: symbol | undefined;

/** How two stretches agree along any line. */
export class LineAgreement {
  readonly #reference: WhitenedFrames;
  readonly #candidate: WhitenedFrames;
  readonly #referenceColumns: KernelColumns;
  readonly #candidateColumns: KernelColumns;
  readonly #identity = Symbol();

  /** @param copy - How columns are compared: as they are, or smoothed. */
  constructor(reference: WhitenedFrames, candidate: WhitenedFrames, copy: ColumnCopy = copyColumn) {
    this.#reference = reference;
    this.#candidate = candidate;
    this.#referenceColumns = new KernelColumns(reference, 0, copy);
    this.#candidateColumns = new KernelColumns(candidate, reference.data.length + MARGIN_NUMBERS, copy);
  }

  /**
   * Column by column agreement along a line, the reference interpolated between columns (linearly) and between bins (by
   * cubics, which do not favour whole bins as straight lines do).
   *
   * @returns Columns whose place lies outside the reference have no energy.
   */
  along(line: Line, span: FrameSpan): ColumnAgreement {
    const { fromFrame, stepFrames } = span;
    const columns = columnCount(span);
    const inside = new Uint8Array(columns);
    const products = new Float64Array(columns);
    const referenceEnergies = new Float64Array(columns);
    const candidateEnergies = new Float64Array(columns);
    const { first, agreements } = this.#agree(line, span);
    for (let i = first, at = 0; at < agreements.length; i++, at += 12) {
      inside[i] = 1;
      products[i] = sumOfFour(agreements, at);
      referenceEnergies[i] = sumOfFour(agreements, at + 4);
      candidateEnergies[i] = sumOfFour(agreements, at + 8);
    }
    return { inside, products, referenceEnergies, candidateEnergies, firstFrame: fromFrame, stepFrames };
  }

  /** The correlation of all columns of a span; 0 where there is no energy. */
  correlation(line: Line, span: FrameSpan): number {
    const { agreements } = this.#agree(line, span);
    const sums = new Float64Array(12);
    for (let at = 0; at < agreements.length; at += 12) {
      for (let k = 0; k < 12; k++) sums[k]! += agreements[at + k]!;
    }
    const energy = sumOfFour(sums, 4) * sumOfFour(sums, 8);
    return energy > 0 ? sumOfFour(sums, 0) / Math.sqrt(energy) : 0;
  }

  /**
   * What the kernel says of the columns that lie inside, and which is the first of them; shape (columns, 3, 4), good until
   * the next call of any agreement.
   */
  #agree(line: Line, span: FrameSpan): { readonly first: number; readonly agreements: Float32Array } {
    const { bins, frames } = this.#reference;
    const columns = columnCount(span);
    const listAt = NUMBER_BYTES * (this.#candidateColumns.end + MARGIN_NUMBERS);
    const outAt = listAt + CONSTANTS_BYTES + columns * COLUMN_BYTES;
    const memory = this.#memory(outAt + columns * AGREEMENT_BYTES);
    const numbers = new Float32Array(memory);
    const wholeShift = Math.floor(line.shiftBins);
    // Reference bin b is heard at b + shiftBins: candidate bin k reads the reference around k − shiftBins.
    const lowest = Math.max(0, wholeShift + 2);
    const count = Math.max(0, Math.min(bins, bins + wholeShift - 1) - lowest);
    new Float32Array(memory, listAt, 4).set(cubicWeights(1 - (line.shiftBins - wholeShift)));
    new Int32Array(memory, listAt + 16, 4).set([0, 1, 2, 3].map((lane) => (lane < count % 4 ? -1 : 0)));

    const addresses = new Int32Array(memory, listAt + CONSTANTS_BYTES, 4 * columns);
    const weights = new Float32Array(memory, listAt + CONSTANTS_BYTES, 4 * columns);
    let first = -1;
    let used = 0;
    for (let i = 0; i < columns; i++) {
      const t = span.fromFrame + i * span.stepFrames;
      const place = line.offsetFrames + line.tempoRatio * t;
      const before = Math.floor(place);
      if (t < 0 || t >= this.#candidate.frames || before < 0 || before + 1 >= frames) continue;
      if (used === 0) first = i;
      const left = this.#referenceColumns.place(before, numbers);
      this.#referenceColumns.place(before + 1, numbers);
      addresses[4 * used] = NUMBER_BYTES * (left - wholeShift - 2 + lowest);
      addresses[4 * used + 1] = NUMBER_BYTES * (this.#candidateColumns.place(t, numbers) + lowest);
      weights[4 * used + 2] = 1 - (place - before);
      weights[4 * used + 3] = place - before;
      used++;
    }
    if (count > 0) {
      const fours = Math.floor(count / 4);
      const [list, mask] = [listAt + CONSTANTS_BYTES, listAt + 16];
      kernel!.functions.agree(list, used, listAt, NUMBER_BYTES * bins, fours, mask, outAt);
    }
    const agreements = new Float32Array(memory, outAt, count > 0 ? 12 * used : 0);
    return { first, agreements };
  }

  /** The kernel's memory, with no other columns in it than these. */
  #memory(bytes: number): ArrayBuffer {
    kernel ??= new WasmInstance(AGREEMENT_KERNEL);
    if (filledBy !== this.#identity) {
      this.#referenceColumns.forget();
      this.#candidateColumns.forget();
      filledBy = this.#identity;
    }
    return kernel.memory(bytes);
  }
}

/** A stretch's columns in the kernel's memory, each laid there when it is first asked for: of long stretches most are not. */
class KernelColumns {
  readonly #columns: WhitenedFrames;
  readonly #start: number;
  readonly #copy: ColumnCopy;
  readonly #isThere: Uint8Array;

  /** @param start - Where the first column belongs, in numbers. */
  constructor(columns: WhitenedFrames, start: number, copy: ColumnCopy) {
    this.#columns = columns;
    this.#start = start;
    this.#copy = copy;
    this.#isThere = new Uint8Array(columns.frames);
  }

  /** Behind the last column, in numbers. */
  get end(): number {
    return this.#start + this.#columns.data.length;
  }

  /** Where a column lies, in numbers; from now on it lies there. */
  place(column: number, numbers: Float32Array): number {
    const at = this.#start + column * this.#columns.bins;
    if (this.#isThere[column] === 0) {
      this.#copy(this.#columns, column, numbers, at);
      this.#isThere[column] = 1;
    }
    return at;
  }

  /** Others have used the memory. */
  forget(): void {
    this.#isThere.fill(0);
  }
}

/** Weights between bins, and the mask. */
const CONSTANTS_BYTES = 32;

function columnCount({ fromFrame, toFrame, stepFrames }: FrameSpan): number {
  return Math.max(0, Math.ceil((toFrame - fromFrame) / stepFrames));
}

function sumOfFour(values: ArrayLike<number>, at: number): number {
  return values[at]! + values[at + 1]! + values[at + 2]! + values[at + 3]!;
}

/** Weights of four neighbours for a place `fraction` of the way from the second to the third (Catmull & Rom, 1974). */
function cubicWeights(fraction: number): [number, number, number, number] {
  const f = fraction;
  return [
    ((2 - f) * f - 1) * f * 0.5,
    ((3 * f - 5) * f * f + 2) * 0.5,
    ((4 - 3 * f) * f + 1) * f * 0.5,
    (f - 1) * f * f * 0.5,
  ];
}
