import { cosine, type RecordingEmbedding } from '../embedding/index.js';
import type { BestFragments } from './comparison.js';

/**
 * The pair of fragments with the highest cosine.
 *
 * @returns Its score in [-1, 1] and where both fragments lie; the first such pair when several are equal.
 */
export function findBestFragments(
  reference: RecordingEmbedding,
  candidate: RecordingEmbedding,
): { score: number; best: BestFragments } {
  let score = -Infinity;
  let bestReference = reference.fragments[0]!;
  let bestCandidate = candidate.fragments[0]!;
  for (const referenceFragment of reference.fragments) {
    for (const candidateFragment of candidate.fragments) {
      const similarity = cosine(referenceFragment.vector, candidateFragment.vector);
      if (similarity <= score) continue;
      score = similarity;
      bestReference = referenceFragment;
      bestCandidate = candidateFragment;
    }
  }
  return {
    score,
    best: {
      referenceStartSeconds: bestReference.startSeconds,
      referenceEndSeconds: bestReference.endSeconds,
      candidateStartSeconds: bestCandidate.startSeconds,
      candidateEndSeconds: bestCandidate.endSeconds,
    },
  };
}
