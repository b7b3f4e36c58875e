import type { ErrorCurve } from './error-curve.js';
import { hullPoints } from './roc-hull.js';
import { validateTrials, type ScoredTrials } from './scored-trials.js';

/**
 * Log-likelihood-ratio cost of scores that are natural-log likelihood ratios: 0 is perfect, 1 is what "always 1:1"
 * gets, more than 1 misleads.
 *
 * @param trials.scores - ln(LR), target over non-target.
 * @returns In bits, >= 0.
 * @see Brümmer & du Preez, "Application-independent evaluation of speaker detection", CSL 20, 2006.
 */
export function logLikelihoodRatioCost(trials: ScoredTrials): number {
  validateTrials(trials);
  return meanLikelihoodRatioCost(likelihoodRatioCosts(trials), trials.labels);
}

/**
 * What each trial adds to the cost: in bits, >= 0; 1 for a likelihood ratio of 1.
 *
 * @param trials.scores - ln(LR), target over non-target.
 */
export function likelihoodRatioCosts({ scores, labels }: ScoredTrials): Float64Array {
  return scores.map((score, i) => softplus(labels[i] === 1 ? -score : score) / Math.LN2);
}

/**
 * The mean of both kinds' mean costs.
 *
 * @param weights - How much each trial counts; all alike by default. Both kinds need some.
 */
export function meanLikelihoodRatioCost(
  costs: Float64Array,
  labels: Uint8Array,
  weights?: Float64Array,
): number {
  let [targets, nonTargets, targetSum, nonTargetSum] = [0, 0, 0, 0];
  for (let i = 0; i < costs.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    if (labels[i] === 1) {
      targets += weight;
      targetSum += weight * costs[i]!;
    } else {
      nonTargets += weight;
      nonTargetSum += weight * costs[i]!;
    }
  }
  return (targetSum / targets + nonTargetSum / nonTargets) / 2;
}

/**
 * The least log-likelihood-ratio cost that any monotone map of these scores could reach (pool adjacent violators):
 * what is left is discrimination, the rest of the cost is calibration.
 *
 * @returns In bits, in [0, 1].
 * @see Brümmer & du Preez 2006, section 6.
 */
export function minLogLikelihoodRatioCost(curve: ErrorCurve): number {
  const points = hullPoints(curve);
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!];
    const targetShare = (curve.misses[from]! - curve.misses[to]!) / curve.targets;
    const nonTargetShare = (curve.falseAlarms[to]! - curve.falseAlarms[from]!) / curve.nonTargets;
    // Within a segment the likelihood ratio is targetShare / nonTargetShare; a pure segment costs nothing.
    if (targetShare === 0 || nonTargetShare === 0) continue;
    sum += targetShare * Math.log1p(nonTargetShare / targetShare);
    sum += nonTargetShare * Math.log1p(targetShare / nonTargetShare);
  }
  return sum / (2 * Math.LN2);
}

/** ln(1 + e^x) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
