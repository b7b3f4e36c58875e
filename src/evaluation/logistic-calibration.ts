import { DoppeltonError } from '../errors/index.js';
import { validateTrials, type ScoredTrials } from './scored-trials.js';

/** An affine map from score to natural-log likelihood ratio: `slope * score + intercept`. */
export interface LogisticCalibration {
  readonly slope: number;
  readonly intercept: number;
}

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

const MAX_STEPS = 200;
/** Relative decrease of the loss that a further step could at best bring when the iteration stops. */
const TOLERANCE = 1e-14;

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
  const problem = standardised(trials, options.smoothing ?? 'none');
  let theta = { slope: 0, intercept: 0 };
  let state = problem.lossAt(theta);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonDirection(state);
    if (direction === undefined) break;
    if (direction.decrement <= TOLERANCE * state.loss) {
      // The decrement is a squared distance: the last step still halves the error's exponent.
      const slope = (theta.slope + direction.slope) / problem.scale;
      return { slope, intercept: theta.intercept + direction.intercept - slope * problem.centre };
    }
    // Halve the step until the loss falls enough (Armijo); the loss is convex, so this ends.
    let stride = 1;
    for (;;) {
      const next = {
        slope: theta.slope + stride * direction.slope,
        intercept: theta.intercept + stride * direction.intercept,
      };
      const nextState = problem.lossAt(next);
      if (nextState.loss <= state.loss - 1e-4 * stride * direction.decrement || stride < 1e-9) {
        theta = next;
        state = nextState;
        break;
      }
      stride /= 2;
    }
  }
  throw new DoppeltonError(
    'TRIALS_INVALID',
    'some threshold separates the trials without error: no finite calibration',
  );
}

/** The trials with their scores mapped to log-likelihood ratios. */
export function applyCalibration(trials: ScoredTrials, calibration: LogisticCalibration): ScoredTrials {
  const { slope, intercept } = calibration;
  return { scores: trials.scores.map((score) => slope * score + intercept), labels: trials.labels };
}

interface LossState {
  readonly loss: number;
  /** Gradient by slope and intercept, then the Hessian's three distinct entries. */
  readonly gs: number;
  readonly gi: number;
  readonly hss: number;
  readonly hsi: number;
  readonly hii: number;
}

/** The loss over centred and scaled scores, which keeps Newton's system well conditioned. */
function standardised(trials: ScoredTrials, smoothing: 'none' | 'platt') {
  const { scores, labels } = trials;
  const targets = labels.reduce((sum, label) => sum + label, 0);
  const nonTargets = scores.length - targets;
  const centre = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const scale = Math.sqrt(scores.reduce((sum, score) => sum + (score - centre) ** 2, 0) / scores.length);
  if (!(scale > 1e-12 * (1 + Math.abs(centre)))) {
    throw new DoppeltonError('TRIALS_INVALID', 'all scores are equal: there is nothing to calibrate');
  }
  const soft = smoothing === 'platt' ? 1 : 0;
  const goals = [soft / (nonTargets + 2 * soft), (targets + soft) / (targets + 2 * soft)] as const;
  const weights = [0.5 / nonTargets, 0.5 / targets] as const;

  function lossAt(theta: LogisticCalibration): LossState {
    let [loss, gs, gi, hss, hsi, hii] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < scores.length; i++) {
      const x = (scores[i]! - centre) / scale;
      const logit = theta.slope * x + theta.intercept;
      const kind = labels[i] === 1 ? 1 : 0;
      const [goal, weight] = [goals[kind], weights[kind]];
      const tail = Math.exp(-Math.abs(logit));
      const probability = logit >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
      const softplus = Math.max(logit, 0) + Math.log1p(tail);
      loss += weight * (softplus - goal * logit);
      const residual = weight * (probability - goal);
      gs += residual * x;
      gi += residual;
      // p (1 − p), written so that it does not vanish before e^-|logit| does.
      const curvature = (weight * tail) / (1 + tail) ** 2;
      hss += curvature * x * x;
      hsi += curvature * x;
      hii += curvature;
    }
    return { loss, gs, gi, hss, hsi, hii };
  }
  return { centre, scale, lossAt };
}

/** −H⁻¹g and the squared Newton decrement gᵀH⁻¹g; undefined when the Hessian has vanished. */
function newtonDirection({ gs, gi, hss, hsi, hii }: LossState) {
  const determinant = hss * hii - hsi * hsi;
  if (!(determinant > 1e-14 * hss * hii) || !(hss * hii > 1e-24)) return undefined;
  const slope = (hsi * gi - hii * gs) / determinant;
  const intercept = (hsi * gs - hss * gi) / determinant;
  return { slope, intercept, decrement: -(slope * gs + intercept * gi) };
}
