import type { ErrorCurve } from './error-curve.js';

/**
 * The points of an error curve that lie on the convex hull of its ROC, in order, first and last included. Its
 * segments are the blocks of the pool-adjacent-violators algorithm on the same trials.
 *
 * @returns Indices into the curve's arrays, rising, at least two.
 * @see Fawcett & Niculescu-Mizil, "PAV and the ROC convex hull", Machine Learning 68, 2007.
 */
export function hullPoints(curve: ErrorCurve): Uint32Array {
  const { falseAlarms, misses } = curve;
  const hull = new Uint32Array(falseAlarms.length);
  let size = 0;
  for (let next = 0; next < falseAlarms.length; next++) {
    while (size >= 2 && !turnsUp(hull[size - 2]!, hull[size - 1]!, next)) size--;
    hull[size] = next;
    size++;
  }
  return hull.slice(0, size);

  /** Whether the middle point lies strictly below the chord in (false alarms, misses); counts, so exact. */
  function turnsUp(first: number, middle: number, last: number): boolean {
    const across = falseAlarms[middle]! - falseAlarms[first]!;
    const down = misses[first]! - misses[middle]!;
    const acrossNext = falseAlarms[last]! - falseAlarms[middle]!;
    const downNext = misses[middle]! - misses[last]!;
    return down * acrossNext > downNext * across;
  }
}
