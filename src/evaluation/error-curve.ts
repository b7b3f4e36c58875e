import { rankTrials, type RankedTrials } from './ranked-trials.js';
import type { ScoredTrials } from './scored-trials.js';

/**
 * Both error counts at every operating point that a list of trials can tell apart, from "accept nothing" to "accept
 * all". Point i accepts the trials with `score >= boundaries[i]`; equal scores are accepted together. It is the ROC
 * and the DET curve alike, kept as counts so that rates are exact.
 */
export interface ErrorCurve {
  /** Falling; the first is +Infinity (nothing accepted), the others are the distinct scores. */
  readonly boundaries: Float64Array;
  /** Non-target trials accepted, rising from 0 to `nonTargets`. Whole numbers, also where trials are weighted. */
  readonly falseAlarms: Float64Array;
  /** Target trials rejected, falling from `targets` to 0. */
  readonly misses: Float64Array;
  readonly targets: number;
  readonly nonTargets: number;
}

/**
 * The error curve of a list; O(n log n), one sort.
 *
 * @throws DoppeltonError `TRIALS_INVALID`, see `validateTrials`.
 */
export function errorCurve(trials: ScoredTrials): ErrorCurve {
  return rankedErrorCurve(rankTrials(trials));
}

/** The error curve of trials that are sorted already; O(n). */
export function rankedErrorCurve({ scores, labels }: RankedTrials): ErrorCurve {
  const boundaries = new Float64Array(scores.length + 1);
  const falseAlarms = new Float64Array(scores.length + 1);
  const hits = new Float64Array(scores.length + 1);
  boundaries[0] = Infinity;
  let point = 0;
  for (let trial = 0; trial < scores.length; trial++) {
    if (scores[trial] !== boundaries[point]) {
      point++;
      boundaries[point] = scores[trial]!;
      falseAlarms[point] = falseAlarms[point - 1]!;
      hits[point] = hits[point - 1]!;
    }
    if (labels[trial] === 1) hits[point]!++;
    else falseAlarms[point]!++;
  }
  const targets = hits[point]!;
  return {
    boundaries: boundaries.slice(0, point + 1),
    falseAlarms: falseAlarms.slice(0, point + 1),
    misses: hits.slice(0, point + 1).map((count) => targets - count),
    targets,
    nonTargets: falseAlarms[point]!,
  };
}

/**
 * Error curves of one list with changing weights, for resampling: sorted once, O(n) a curve. Points inside straight
 * runs are left out, which no rate, area or hull depends on.
 *
 * @returns A function from weights (whole numbers >= 0, in rank order) to their curve, undefined where one kind of
 *   trial has no weight. Each curve is overwritten by the next.
 */
export function weightedErrorCurves(
  ranked: RankedTrials,
): (weights: ArrayLike<number>) => ErrorCurve | undefined {
  const { scores, labels } = ranked;
  const boundaries = new Float64Array(scores.length + 1);
  const falseAlarms = new Float64Array(scores.length + 1);
  const misses = new Float64Array(scores.length + 1);
  return (weights) => {
    let [targets, alarms, hits, size] = [0, 0, 0, 1];
    for (let i = 0; i < scores.length; i++) if (labels[i] === 1) targets += weights[i]!;
    boundaries[0] = Infinity;
    falseAlarms[0] = 0;
    misses[0] = targets;
    for (let i = 0; i < scores.length; i++) {
      if (labels[i] === 1) hits += weights[i]!;
      else alarms += weights[i]!;
      if (i + 1 < scores.length && scores[i + 1] === scores[i]) continue;
      const missed = targets - hits;
      const level = misses[size - 1] === missed && misses[size - 2] === missed;
      const upright = falseAlarms[size - 1] === alarms && falseAlarms[size - 2] === alarms;
      // A third point in a row replaces the second; the first, which accepts nothing, stays.
      if (size === 1 || !(level || upright)) size++;
      boundaries[size - 1] = scores[i]!;
      falseAlarms[size - 1] = alarms;
      misses[size - 1] = missed;
    }
    if (targets === 0 || alarms === 0) return undefined;
    return {
      boundaries: boundaries.subarray(0, size),
      falseAlarms: falseAlarms.subarray(0, size),
      misses: misses.subarray(0, size),
      targets,
      nonTargets: alarms,
    };
  };
}

/** FAR and FRR, each in [0, 1]. */
export interface ErrorRates {
  readonly far: number;
  readonly frr: number;
}

/**
 * The error rates of a decision threshold: a trial matches when its score is above it.
 *
 * @param threshold - On the scale of the scores; ±Infinity are allowed.
 */
export function errorRatesAt(curve: ErrorCurve, threshold: number): ErrorRates {
  // The last point whose boundary is above the threshold accepts exactly the trials with score > threshold.
  let low = 0;
  let high = curve.boundaries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (curve.boundaries[middle]! > threshold) low = middle;
    else high = middle - 1;
  }
  return { far: curve.falseAlarms[low]! / curve.nonTargets, frr: curve.misses[low]! / curve.targets };
}

/**
 * The threshold that realises a point of the curve under `score > threshold`: the next number below its boundary.
 *
 * @param boundary - The lowest accepted score; finite.
 */
export function thresholdBelow(boundary: number): number {
  if (boundary === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const value = new Float64Array(bits.buffer);
  value[0] = boundary;
  bits[0] = bits[0]! + (boundary > 0 ? -1n : 1n);
  return value[0];
}

/** A threshold with the error rates that it makes. */
export interface OperatingPoint extends ErrorRates {
  /** Use as `score > threshold`. */
  readonly threshold: number;
}

/**
 * The operating point with the fewest misses among those whose false-alarm rate stays at or below a limit; nothing is
 * interpolated.
 *
 * @param farLimit - In [0, 1].
 */
export function operatingPointAtFar(curve: ErrorCurve, farLimit: number): OperatingPoint {
  const { boundaries, falseAlarms, misses, targets, nonTargets } = curve;
  // A limit such as 0.001 has no exact double: a count that equals it in decimals must not fail by rounding.
  const most = farLimit * nonTargets * (1 + 1e-12);
  let low = 0;
  let high = falseAlarms.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (falseAlarms[middle]! <= most) low = middle;
    else high = middle - 1;
  }
  return {
    // Where even the best score is a false alarm too many, the best score is what nothing exceeds.
    threshold: low === 0 ? boundaries[1]! : thresholdBelow(boundaries[low]!),
    far: falseAlarms[low]! / nonTargets,
    frr: misses[low]! / targets,
  };
}
