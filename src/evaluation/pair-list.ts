import type { NamedTrial } from './recording-trials.js';

/** One row of somebody's list of trials. */
export interface RecordingPair {
  /** Identity of the reference, e.g. its path. */
  readonly reference: string;
  readonly candidate: string;
  readonly label: 0 | 1;
}

/**
 * Gives the recordings of a list the identities that independence is judged by: a copy (label 1), and a copy's copy,
 * counts as the same recording as its reference.
 *
 * @param scores - One a pair.
 */
export function trialsOfPairs(pairs: readonly RecordingPair[], scores: ArrayLike<number>): NamedTrial[] {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  for (const { reference, candidate, label } of pairs) {
    const [from, to] = [rootOf(candidate), rootOf(reference)];
    if (label === 1 && from !== to) parents.set(from, to);
  }
  return pairs.map(({ reference, candidate, label }, i) => ({
    score: scores[i]!,
    label,
    referenceRecording: rootOf(reference),
    candidateRecording: rootOf(candidate),
  }));
}
