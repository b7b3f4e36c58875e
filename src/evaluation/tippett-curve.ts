import { validateTrials, type ScoredTrials } from './scored-trials.js';

/** The likelihood ratios of both kinds of trial, for drawing their cumulative distributions. */
export interface TippettCurve {
  /** log10 LR of the target trials, rising. */
  readonly targets: Float64Array;
  /** log10 LR of the non-target trials, rising. */
  readonly nonTargets: Float64Array;
}

/**
 * @param trials.scores - log10 LR, finite.
 * @throws DoppeltonError `TRIALS_INVALID`, see `validateTrials`.
 */
export function tippettCurve(trials: ScoredTrials): TippettCurve {
  validateTrials(trials);
  const ofKind = (kind: 0 | 1) => trials.scores.filter((_, i) => trials.labels[i] === kind).sort();
  return { targets: ofKind(1), nonTargets: ofKind(0) };
}

/**
 * Share of ratios above a value: the height of a Tippett curve there.
 *
 * @param rising - log10 LR, at least one.
 * @returns In [0, 1].
 */
export function shareAbove(rising: Float64Array, ratio: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! > ratio) high = middle;
    else low = middle + 1;
  }
  return (rising.length - low) / rising.length;
}
