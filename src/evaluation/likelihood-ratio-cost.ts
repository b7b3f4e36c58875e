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
  const { scores, labels } = trials;
  let targets = 0;
  let targetSum = 0;
  let nonTargetSum = 0;
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === 1) {
      targets++;
      targetSum += softplus(-scores[i]!);
    } else nonTargetSum += softplus(scores[i]!);
  }
  return (targetSum / targets + nonTargetSum / (scores.length - targets)) / (2 * Math.LN2);
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
