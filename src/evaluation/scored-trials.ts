import { DoppeltonError } from '../errors/index.js';

/**
 * Scored comparisons with known truth. All arrays have one entry a trial.
 *
 * Conventions of every metric in this room: a higher score means more alike; a trial is accepted as a match when
 * `score > threshold`. FAR is the share of non-target trials accepted, FRR the share of target trials rejected, both
 * in [0, 1] (never per cent). Costs and likelihood ratios weigh the two kinds of trial by priors, never by their
 * counts, so that figures do not depend on how many trials of each kind a list happens to hold.
 */
export interface ScoredTrials {
  /** Finite, any scale. */
  readonly scores: Float64Array;
  /** 1 for a target trial (candidate is an altered copy of the reference), 0 for a non-target trial. */
  readonly labels: Uint8Array;
}

/**
 * Refuses lists that no metric is defined for.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when lengths differ, a score is not finite, a label is neither 0 nor 1, or
 *   one of the two kinds is missing.
 */
export function validateTrials(trials: ScoredTrials): void {
  const { scores, labels } = trials;
  if (scores.length !== labels.length) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      `there are ${scores.length} scores but ${labels.length} labels`,
    );
  }
  let targets = 0;
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) {
      throw new DoppeltonError('TRIALS_INVALID', `the score of trial ${i + 1} is ${scores[i]!}`);
    }
    if (labels[i]! > 1)
      throw new DoppeltonError('TRIALS_INVALID', `the label of trial ${i + 1} is ${labels[i]!}`);
    targets += labels[i]!;
  }
  if (targets === 0) throw new DoppeltonError('TRIALS_INVALID', 'there is no target trial (label 1)');
  if (targets === scores.length)
    throw new DoppeltonError('TRIALS_INVALID', 'there is no non-target trial (label 0)');
}

/** Indices of the trials by falling score; equal scores stand in the order of the list. */
export function rankByScore(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

/** The trials at the given places of the list. */
export function selectTrials(trials: ScoredTrials, places: ArrayLike<number>): ScoredTrials {
  const scores = new Float64Array(places.length);
  const labels = new Uint8Array(places.length);
  for (let i = 0; i < places.length; i++) {
    scores[i] = trials.scores[places[i]!]!;
    labels[i] = trials.labels[places[i]!]!;
  }
  return { scores, labels };
}
