import { direction, directionCosine, type RecordingEmbedding } from '../embedding/index.js';
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
  const candidateDirections = candidate.fragments.map(({ vector }) => direction(vector));
  for (const referenceFragment of reference.fragments) {
    const referenceDirection = direction(referenceFragment.vector);
    candidateDirections.forEach((candidateDirection, i) => {
      const similarity = directionCosine(referenceDirection, candidateDirection);
      if (similarity <= score) return;
      score = similarity;
      bestReference = referenceFragment;
      bestCandidate = candidate.fragments[i]!;
    });
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
