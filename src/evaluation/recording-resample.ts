import type { Rng } from '../numeric/index.js';

/**
 * Draws as many recordings as there are, with replacement.
 *
 * @param multiplicity - Set to how often each recording was drawn.
 */
export function drawRecordings(rng: Rng, multiplicity: Uint32Array): void {
  multiplicity.fill(0);
  const recordings = multiplicity.length;
  for (let drawn = 0; drawn < recordings; drawn++) multiplicity[rng.integer(recordings)]!++;
}

/**
 * How often a trial counts in a resample of recordings: as often as its recording was drawn, or as the product of both
 * where it has two.
 *
 * @see Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007.
 */
export function trialMultiplicity(multiplicity: Uint32Array, reference: number, candidate: number): number {
  return reference === candidate
    ? multiplicity[reference]!
    : multiplicity[reference]! * multiplicity[candidate]!;
}
