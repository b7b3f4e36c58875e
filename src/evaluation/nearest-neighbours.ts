import type { AllPairsTrials } from './all-pairs.js';

/** Whether each reference finds a copy of itself first, among all candidates that it may be held against. */
export interface NearestNeighbours {
  /** Recording of each reference that has both a target and a non-target candidate. */
  readonly recordings: Uint32Array;
  /** 1 where the best target scores above every non-target; a tie is 0. */
  readonly found: Uint8Array;
}

/** @param count - Items a side, as in `AllPairs`. */
export function nearestNeighbours(trials: AllPairsTrials, count: number): NearestNeighbours {
  const bestTarget = new Float64Array(count).fill(-Infinity);
  const bestNonTarget = new Float64Array(count).fill(-Infinity);
  const recordingOf = new Uint32Array(count);
  for (const [trial, pair] of trials.pairs.entries()) {
    const reference = Math.floor(pair / count);
    const best = trials.labels[trial] === 1 ? bestTarget : bestNonTarget;
    best[reference] = Math.max(best[reference]!, trials.scores[trial]!);
    recordingOf[reference] = trials.references[trial]!;
  }
  const asked = Uint32Array.from({ length: count }, (_, i) => i).filter(
    (i) => bestTarget[i]! > -Infinity && bestNonTarget[i]! > -Infinity,
  );
  return {
    recordings: asked.map((i) => recordingOf[i]!),
    found: Uint8Array.from(asked, (i) => (bestTarget[i]! > bestNonTarget[i]! ? 1 : 0)),
  };
}

/**
 * Share of the references that find a copy first.
 *
 * @param multiplicity - How often each recording counts.
 * @returns In [0, 1]; NaN when no reference counts.
 */
export function nearestNeighbourAccuracy(
  { recordings, found }: NearestNeighbours,
  multiplicity: Uint32Array,
): number {
  let [right, all] = [0, 0];
  for (let i = 0; i < found.length; i++) {
    const weight = multiplicity[recordings[i]!]!;
    all += weight;
    right += weight * found[i]!;
  }
  return right / all;
}
