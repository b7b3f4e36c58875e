import { DoppeltonError } from '../errors/index.js';
import type { ErrorCurve } from './error-curve.js';

/** What an application pays for errors, and how often it meets a match. */
export interface DetectionCostModel {
  /** Prior probability of a target trial, in (0, 1). */
  readonly targetPrior: number;
  /** Cost of rejecting a target trial, > 0. */
  readonly missCost: number;
  /** Cost of accepting a non-target trial, > 0. */
  readonly falseAlarmCost: number;
}

/** Matches are rare and both errors cost the same: the operating point of NIST's speaker recognition evaluations. */
export const RARE_TARGET_COST: DetectionCostModel = { targetPrior: 0.01, missCost: 1, falseAlarmCost: 1 };

/**
 * Least detection cost over all thresholds, normalised by the cost of the better of "accept all" and "reject all",
 * so that a system that looks at nothing gets 1.
 *
 * @returns In [0, 1].
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a prior outside (0, 1) or a cost that is not above 0.
 * @see NIST 2010 Speaker Recognition Evaluation Plan, section 3.
 */
export function minDetectionCost(curve: ErrorCurve, model: DetectionCostModel): number {
  const { targetPrior, missCost, falseAlarmCost } = model;
  if (!(targetPrior > 0 && targetPrior < 1)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `targetPrior is ${targetPrior}, expected between 0 and 1`,
    );
  }
  if (!(missCost > 0 && falseAlarmCost > 0)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', 'missCost and falseAlarmCost must be above 0');
  }
  const missWeight = targetPrior * missCost;
  const falseAlarmWeight = (1 - targetPrior) * falseAlarmCost;
  let least = Infinity;
  for (let i = 0; i < curve.misses.length; i++) {
    const frr = curve.misses[i]! / curve.targets;
    const far = curve.falseAlarms[i]! / curve.nonTargets;
    least = Math.min(least, missWeight * frr + falseAlarmWeight * far);
  }
  return least / Math.min(missWeight, falseAlarmWeight);
}
