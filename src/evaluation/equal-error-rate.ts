import { thresholdBelow, type ErrorCurve } from './error-curve.js';
import { hullPoints } from './roc-hull.js';

/** Where the two error rates are equal. */
export interface EqualErrorRate {
  /** In [0, 1]; above 0.5 the scores point the wrong way. */
  readonly eer: number;
  /** The decision threshold there; use as `score > threshold`. */
  readonly threshold: number;
}

/**
 * Equal error rate by linear interpolation of the ROC between its points (that is, the root of 1 − x − TPR(x)), the
 * usual figure of speaker verification. The threshold is interpolated along the same segment, as scikit-learn's
 * `roc_curve(drop_intermediate=False)` with `interp1d` gives it, then lowered by one unit in the last place, because
 * there a score equal to the threshold is accepted and here it is not.
 */
export function equalErrorRate(curve: ErrorCurve): EqualErrorRate {
  const { boundaries, falseAlarms, misses, targets, nonTargets } = curve;
  // Whole numbers, so that a point where the rates are exactly equal is found as such.
  const balance = (i: number) => misses[i]! * nonTargets - falseAlarms[i]! * targets;
  let after = 1;
  while (balance(after) > 0) after++;
  const share = balance(after - 1) / (balance(after - 1) - balance(after));
  const farBefore = falseAlarms[after - 1]! / nonTargets;
  const farAfter = falseAlarms[after]! / nonTargets;
  // Before the first score there is no boundary to interpolate from: the best score itself is the closest.
  const from = after === 1 ? boundaries[1]! : boundaries[after - 1]!;
  return {
    eer: farBefore + share * (farAfter - farBefore),
    threshold: thresholdBelow(from + share * (boundaries[after]! - from)),
  };
}

/**
 * Equal error rate on the convex hull of the ROC: what the best monotone recalibration of the scores could reach;
 * never above the interpolated one.
 *
 * @see Brümmer & de Villiers, "The BOSARIS Toolkit", 2011 (ROCCH-EER).
 */
export function equalErrorRateOfHull(curve: ErrorCurve): number {
  const points = hullPoints(curve);
  for (let i = 1; i < points.length; i++) {
    const [before, after] = [rates(curve, points[i - 1]!), rates(curve, points[i]!)];
    const [start, end] = [before.frr - before.far, after.frr - after.far];
    if (end <= 0) return before.far + (start / (start - end)) * (after.far - before.far);
  }
  return 1;
}

function rates(curve: ErrorCurve, point: number) {
  return { far: curve.falseAlarms[point]! / curve.nonTargets, frr: curve.misses[point]! / curve.targets };
}
