import { rankByScore, validateTrials, type ScoredTrials } from './scored-trials.js';

/**
 * Both error counts at every operating point that a list of trials can tell apart, from "accept nothing" to "accept
 * all". Point i accepts the trials with `score >= boundaries[i]`; equal scores are accepted together. It is the ROC
 * and the DET curve alike, kept as counts so that rates are exact.
 */
export interface ErrorCurve {
  /** Falling; the first is +Infinity (nothing accepted), the others are the distinct scores. */
  readonly boundaries: Float64Array;
  /** Non-target trials accepted, rising from 0 to `nonTargets`. */
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
  validateTrials(trials);
  const { scores, labels } = trials;
  const order = rankByScore(scores);
  const boundaries = new Float64Array(order.length + 1);
  const falseAlarms = new Float64Array(order.length + 1);
  const hits = new Float64Array(order.length + 1);
  boundaries[0] = Infinity;
  let point = 0;
  for (const trial of order) {
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
