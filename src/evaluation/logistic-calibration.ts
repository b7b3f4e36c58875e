import { DoppeltonError } from '../errors/index.js';
import { minimiseLogisticLoss } from './logistic-regression.js';
import { validateTrials, type ScoredTrials } from './scored-trials.js';

/** An affine map from score to natural-log likelihood ratio: `slope * score + intercept`. */
export interface LogisticCalibration {
  readonly slope: number;
  readonly intercept: number;
}

/** The map of scores that are log10 likelihood ratios already. */
export const FROM_LOG10: LogisticCalibration = { slope: Math.LN10, intercept: 0 };

export interface LogisticFitOptions {
  /**
   * `none` fits the labels as they are; it has no finite answer when some threshold separates the two kinds without
   * error. `platt` softens the labels of n trials of a kind to (n + 1) / (n + 2), as if one more trial of each kind
   * had gone the other way, and always has one. Default `none`.
   *
   * @see Platt, "Probabilistic outputs for support vector machines", 1999, section 2.2.
   */
  readonly smoothing?: 'none' | 'platt';
}

/**
 * Logistic regression with both kinds of trial weighted to one half each, so that the fitted log-odds are
 * log-likelihood ratios and the fit minimises `logLikelihoodRatioCost` itself. Damped Newton, unregularised.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when all scores are equal, or when the kinds are separable and the
 *   smoothing is `none`.
 */
export function fitLogisticCalibration(
  trials: ScoredTrials,
  options: LogisticFitOptions = {},
): LogisticCalibration {
  validateTrials(trials);
  const { scores, labels } = trials;
  const targets = labels.reduce((sum, label) => sum + label, 0);
  const nonTargets = scores.length - targets;
  const centre = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const scale = Math.sqrt(scores.reduce((sum, score) => sum + (score - centre) ** 2, 0) / scores.length);
  if (!(scale > 1e-12 * (1 + Math.abs(centre)))) {
    throw new DoppeltonError('TRIALS_INVALID', 'all scores are equal: there is nothing to calibrate');
  }
  const soft = options.smoothing === 'platt' ? 1 : 0;
  const solution = minimiseLogisticLoss({
    features: scores.map((score) => (score - centre) / scale),
    columns: 1,
    labels,
    weights: Float64Array.from(labels, (label) => 0.5 / (label === 1 ? targets : nonTargets)),
    goals: [soft / (nonTargets + 2 * soft), (targets + soft) / (targets + 2 * soft)],
    ridge: 0,
  });
  if (solution === undefined) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      'some threshold separates the trials without error: no finite calibration',
    );
  }
  const slope = solution[0]! / scale;
  return { slope, intercept: solution[1]! - slope * centre };
}

/** The trials with their scores mapped to log-likelihood ratios. */
export function applyCalibration(trials: ScoredTrials, calibration: LogisticCalibration): ScoredTrials {
  const { slope, intercept } = calibration;
  return { scores: trials.scores.map((score) => slope * score + intercept), labels: trials.labels };
}
