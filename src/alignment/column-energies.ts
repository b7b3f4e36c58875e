import type { WhitenedFrames } from './whitened-frames.js';

/** Running sums of the columns' energies over some of their bins, shape (frames + 1). */
export interface Energies {
  readonly reference: Float64Array;
  readonly candidate: Float64Array;
}

/** Energies of the columns of two stretches, in the bins that both have at a pitch shift. */
export class ColumnEnergies {
  readonly #bins: number;
  /** See `energiesUpTo`: what every pitch shift takes its own part of. */
  readonly #reference: Float64Array;
  readonly #candidate: Float64Array;

  constructor(reference: WhitenedFrames, candidate: WhitenedFrames) {
    this.#bins = reference.bins;
    this.#reference = energiesUpTo(reference);
    this.#candidate = energiesUpTo(candidate);
  }

  /** Where the candidate's columns are moved down by `shiftBins`. */
  at(shiftBins: number): Energies {
    const lowest = Math.max(0, -shiftBins);
    return this.#within(lowest, lowest + shiftBins, this.#bins - Math.abs(shiftBins));
  }

  /** In the bins that count at every shift of up to so many either way: at none is there less. */
  least(maxShiftBins: number): Energies {
    return this.#within(maxShiftBins, maxShiftBins, this.#bins - 2 * maxShiftBins);
  }

  #within(lowestOfReference: number, lowestOfCandidate: number, width: number): Energies {
    return {
      reference: runningEnergy(this.#reference, this.#bins, lowestOfReference, width),
      candidate: runningEnergy(this.#candidate, this.#bins, lowestOfCandidate, width),
    };
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

/** Running sums over the columns of what they hold in bins [lowest, lowest + width); of nothing where that is empty. */
function runningEnergy(upTo: Float64Array, bins: number, lowest: number, width: number): Float64Array {
  const sums = new Float64Array(upTo.length / (bins + 1) + 1);
  if (width <= 0) return sums;
  for (let t = 0, at = lowest; at < upTo.length; t++, at += bins + 1) {
    sums[t + 1] = sums[t]! + upTo[at + width]! - upTo[at]!;
  }
  return sums;
}
