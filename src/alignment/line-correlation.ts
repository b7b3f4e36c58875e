import type { Line } from './line.js';
import { DOUBLE_BYTES, NUMBER_BYTES, WasmInstance } from '../numeric/index.js';
import {
  AGREEMENT_BYTES,
  AGREEMENT_KERNEL,
  COLUMN_BYTES,
  CORRELATION_BYTES,
  type AgreementKernel,
} from './agreement-kernel.js';
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

/** Kernels read and write in fours, so up to three numbers beyond the last. */
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
  /** The reference's columns as they sound at the pitch of the last line. */
  readonly #shiftedColumns: ShiftedColumns;
  readonly #identity = Symbol();

  /** @param copy - How columns are compared: as they are, or smoothed. */
  constructor(reference: WhitenedFrames, candidate: WhitenedFrames, copy: ColumnCopy = copyColumn) {
    this.#reference = reference;
    this.#candidate = candidate;
    this.#referenceColumns = new KernelColumns(reference, 0, copy);
    this.#candidateColumns = new KernelColumns(candidate, this.#referenceColumns.end + MARGIN_NUMBERS, copy);
    this.#shiftedColumns = new ShiftedColumns(
      this.#referenceColumns,
      this.#candidateColumns.end + MARGIN_NUMBERS,
    );
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
    const { first, count, listAt, outAt } = this.#list(line, span, AGREEMENT_BYTES);
    const { fours, maskAt } = this.#shiftedColumns;
    kernel!.functions.agree(listAt, count, fours, maskAt, outAt);
    const agreements = new Float32Array(kernel!.memory(0), outAt, 12 * count);
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
    const { count, listAt, outAt } = this.#list(line, span, 0);
    const { fours, maskAt } = this.#shiftedColumns;
    kernel!.functions.correlate(listAt, count, fours, maskAt, outAt);
    const sums = new Float64Array(kernel!.memory(0), outAt, 12);
    const energy = sumOfFour(sums, 4) * sumOfFour(sums, 8);
    return energy > 0 ? sumOfFour(sums, 0) / Math.sqrt(energy) : 0;
  }

  /**
   * Lists the columns of a span that lie inside the reference, for the kernels; good until the next list of any agreement.
   *
   * @param bytesEach - Of what the kernel will say of each.
   * @returns Which is the first of them, how many there are, where the list lies, and where there is room for what the kernel
   *   says.
   */
  #list(line: Line, span: FrameSpan, bytesEach: number) {
    const columns = columnCount(span);
    const listAt = NUMBER_BYTES * this.#shiftedColumns.end;
    const outAt = alignedForDoubles(listAt + columns * COLUMN_BYTES);
    const memory = this.#memory(outAt + Math.max(CORRELATION_BYTES, columns * bytesEach));
    const { frames } = this.#reference;
    const { frames: candidateFrames } = this.#candidate;
    const { fromFrame, stepFrames } = span;
    const { offsetFrames, tempoRatio } = line;
    const shifted = this.#shiftedColumns.at(line.shiftBins, memory);
    const own = this.#candidateColumns.in(memory);
    const { lowestBin } = shifted;
    const addresses = new Int32Array(memory, listAt, NUMBERS_EACH * columns);
    const weights = new Float32Array(memory, listAt, NUMBERS_EACH * columns);
    let first = -1;
    let at = 0;
    for (let i = 0; i < columns; i++) {
      const t = fromFrame + i * stepFrames;
      const place = offsetFrames + tempoRatio * t;
      const before = Math.floor(place);
      if (t < 0 || t >= candidateFrames || before < 0 || before + 1 >= frames) continue;
      if (first < 0) first = i;
      addresses[at] = NUMBER_BYTES * shifted.place(before);
      addresses[at + 1] = NUMBER_BYTES * shifted.place(before + 1);
      addresses[at + 2] = NUMBER_BYTES * (own.place(t) + lowestBin);
      weights[at + 3] = 1 - (place - before);
      weights[at + 4] = place - before;
      at += NUMBERS_EACH;
    }
    shifted.shift();
    const count = this.#shiftedColumns.bins > 0 ? at / NUMBERS_EACH : 0;
    return { first, count, listAt, outAt };
  }

  /** The kernel's memory, with no other columns in it than these. */
  #memory(bytes: number): ArrayBuffer {
    kernel ??= new WasmInstance(AGREEMENT_KERNEL);
    if (filledBy !== this.#identity) {
      this.#referenceColumns.forget();
      this.#candidateColumns.forget();
      this.#shiftedColumns.forget();
      filledBy = this.#identity;
    }
    return kernel.memory(bytes);
  }
}

const NUMBERS_EACH = COLUMN_BYTES / NUMBER_BYTES;

function alignedForDoubles(bytes: number): number {
  return DOUBLE_BYTES * Math.ceil(bytes / DOUBLE_BYTES);
}

/** A stretch's columns in the kernel's memory, each laid there when it is first asked for: of long stretches most are not. */
class KernelColumns {
  readonly columns: WhitenedFrames;
  readonly #start: number;
  readonly #copy: ColumnCopy;
  readonly #isThere: Uint8Array;
  #numbers = new Float32Array(0);

  /** @param start - Where the first column belongs, in numbers. */
  constructor(columns: WhitenedFrames, start: number, copy: ColumnCopy) {
    this.columns = columns;
    this.#start = start;
    this.#copy = copy;
    this.#isThere = new Uint8Array(columns.frames);
  }

  /** Behind the last column, in numbers. */
  get end(): number {
    return this.#start + this.columns.data.length;
  }

  /** @param memory - The kernel's, where columns are laid from now on. */
  in(memory: ArrayBuffer): this {
    if (this.#numbers.buffer !== memory) this.#numbers = new Float32Array(memory);
    return this;
  }

  /** Where a column lies, in numbers; from now on it lies there. */
  place(column: number): number {
    const at = this.#start + column * this.columns.bins;
    if (this.#isThere[column] === 0) {
      this.#copy(this.columns, column, this.#numbers, at);
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
const CONSTANTS_NUMBERS = 8;

/** Columns of the reference in the kernel's memory, moved by a pitch shift; likewise when they are first asked for. */
class ShiftedColumns {
  readonly #source: KernelColumns;
  /** Where the constants belong, in numbers; behind them the list of columns to be shifted, and these. */
  readonly #start: number;
  readonly #listAt: number;
  readonly #columnsAt: number;
  readonly #stride: number;
  readonly #isThere: Uint8Array;
  #shiftBins = NaN;
  #memory = new ArrayBuffer(0);
  #list = new Int32Array(0);
  #listed = 0;
  /** Candidate bins that are heard at this pitch: so many, from the lowest on. */
  lowestBin = 0;
  bins = 0;

  constructor(source: KernelColumns, start: number) {
    const { frames, bins } = source.columns;
    this.#source = source;
    this.#start = start;
    this.#listAt = start + CONSTANTS_NUMBERS;
    this.#columnsAt = this.#listAt + 2 * frames;
    this.#stride = bins + MARGIN_NUMBERS;
    this.#isThere = new Uint8Array(frames);
  }

  /** Behind all of this, in numbers. */
  get end(): number {
    return this.#columnsAt + this.#isThere.length * this.#stride;
  }

  /** Whole fours of bins. */
  get fours(): number {
    return Math.floor(this.bins / 4);
  }

  /** Of the bins that are left, in bytes. */
  get maskAt(): number {
    return NUMBER_BYTES * (this.#start + 4);
  }

  /** @param memory - The kernel's, where columns are laid from now on. */
  at(shiftBins: number, memory: ArrayBuffer): this {
    this.#source.in(memory);
    if (this.#memory !== memory) {
      this.#memory = memory;
      this.#list = new Int32Array(memory, NUMBER_BYTES * this.#listAt, 2 * this.#isThere.length);
    }
    if (shiftBins === this.#shiftBins) return this;
    this.forget();
    this.#shiftBins = shiftBins;
    const { bins } = this.#source.columns;
    const whole = Math.floor(shiftBins);
    // Reference bin b is heard at b + shiftBins: candidate bin k reads the reference around k − shiftBins.
    this.lowestBin = Math.max(0, whole + 2);
    this.bins = Math.max(0, Math.min(bins, bins + whole - 1) - this.lowestBin);
    new Float32Array(memory, NUMBER_BYTES * this.#start, 4).set(cubicWeights(1 - (shiftBins - whole)));
    new Int32Array(memory, this.maskAt, 4).set([0, 1, 2, 3].map((lane) => (lane < this.bins % 4 ? -1 : 0)));
    return this;
  }

  /** Where a column will lie after the next {@link shift}, in numbers. */
  place(column: number): number {
    const at = this.#columnsAt + column * this.#stride;
    if (this.#isThere[column] === 0) this.#request(column, at);
    return at;
  }

  #request(column: number, at: number): void {
    this.#isThere[column] = 1;
    const firstBin = this.lowestBin - Math.floor(this.#shiftBins) - 2;
    this.#list[2 * this.#listed] = NUMBER_BYTES * (this.#source.place(column) + firstBin);
    this.#list[2 * this.#listed + 1] = NUMBER_BYTES * at;
    this.#listed++;
  }

  /** Shifts the columns that were asked for. */
  shift(): void {
    const [listAt, weightsAt] = [NUMBER_BYTES * this.#listAt, NUMBER_BYTES * this.#start];
    if (this.bins > 0) kernel!.functions.shift(listAt, this.#listed, weightsAt, this.fours, this.maskAt);
    this.#listed = 0;
  }

  /** Others have used the memory. */
  forget(): void {
    this.#isThere.fill(0);
    this.#shiftBins = NaN;
  }
}

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
