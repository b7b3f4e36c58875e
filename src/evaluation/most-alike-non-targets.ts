import { allPairsTrials, PAIR_CODE, type AllPairs } from './all-pairs.js';
import { rankByScore } from './scored-trials.js';

/** Two recordings that are said to differ, with the trial in which they sound most alike. */
export interface AlikePair {
  /** As in `AllPairs.recordingOf`. */
  readonly referenceRecording: number;
  readonly candidateRecording: number;
  /** Items of that trial, indices as in `AllPairs`. */
  readonly reference: number;
  readonly candidate: number;
  readonly score: number;
  readonly sameGroup: boolean;
  /** How many non-target trials the two recordings made, in either order. */
  readonly trials: number;
}

/**
 * The pairs of recordings with the highest-scoring non-target trials, the most alike first: for a person to judge
 * whether their labels are right.
 *
 * @param most - At most so many pairs of recordings, whichever came as the reference.
 * @throws DoppeltonError `TRIALS_INVALID`, see `allPairsTrials`.
 */
export function mostAlikeNonTargets(allPairs: AllPairs, most: number): AlikePair[] {
  const { count, recordingOf } = allPairs;
  const trials = allPairsTrials(allPairs);
  const pairOf = (trial: number) => {
    const [a, b] = [trials.references[trial]!, trials.candidates[trial]!];
    return Math.min(a, b) * trials.recordings + Math.max(a, b);
  };
  const best = new Map<number, { trial: number; trials: number }>();
  for (let trial = 0; trial < trials.labels.length; trial++) {
    if (trials.labels[trial] === 1) continue;
    const key = pairOf(trial);
    const known = best.get(key);
    if (known === undefined) best.set(key, { trial, trials: 1 });
    else {
      known.trials++;
      if (trials.scores[trial]! > trials.scores[known.trial]!) known.trial = trial;
    }
  }
  const found = [...best.values()];
  const order = rankByScore(Float64Array.from(found, ({ trial }) => trials.scores[trial]!));
  return Array.from(order.subarray(0, most), (place) => {
    const { trial, trials: made } = found[place]!;
    const reference = Math.floor(trials.pairs[trial]! / count);
    const candidate = trials.pairs[trial]! % count;
    return {
      referenceRecording: recordingOf[reference]!,
      candidateRecording: recordingOf[candidate]!,
      reference,
      candidate,
      score: trials.scores[trial]!,
      sameGroup: trials.codes[trial] === PAIR_CODE['same-group-non-target'],
      trials: made,
    };
  });
}
