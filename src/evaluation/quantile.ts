/**
 * Linear interpolation between order statistics (Hyndman & Fan's type 7, numpy's default).
 *
 * @param sorted - Rising, at least one number.
 * @param probability - In [0, 1].
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
