import type { ErrorCurve } from './error-curve.js';

/**
 * Area under the ROC curve: the probability that a target trial scores above a non-target trial, an equal score
 * counting one half (the Mann–Whitney statistic).
 *
 * @returns In [0, 1]; 0.5 is chance.
 */
export function areaUnderRoc(curve: ErrorCurve): number {
  const { falseAlarms, misses, targets, nonTargets } = curve;
  // Twice the area in counts: sums of whole numbers, so nothing is lost before the division.
  let doubled = 0;
  for (let i = 1; i < falseAlarms.length; i++) {
    doubled += (falseAlarms[i]! - falseAlarms[i - 1]!) * (2 * targets - misses[i]! - misses[i - 1]!);
  }
  return doubled / (2 * targets * nonTargets);
}
