import type { AlignedSegment } from '../alignment/index.js';
import { cosine, type FragmentEmbedding } from '../embedding/index.js';

/** Fragments count whose middles lie in a segment, or no more than so far outside. */
const MARGIN_SECONDS = 1;

export interface MeanCosineOptions {
  /** Fragments meet whose middles lie no farther apart than this along the segment; 1 by default. */
  readonly marginSeconds?: number;
}

/**
 * Mean cosine of the fragments that meet along a segment: each of the candidate's with the nearest of the reference's.
 *
 * @param references - In order of time.
 * @returns In [−1, 1]; 0 where none meet.
 */
export function meanCosineAlong(
  segment: AlignedSegment,
  references: readonly FragmentEmbedding[],
  candidates: readonly FragmentEmbedding[],
  { marginSeconds = MARGIN_SECONDS }: MeanCosineOptions = {},
): number {
  const { referenceStartSeconds, candidateStartSeconds, candidateEndSeconds, tempoRatio } = segment;
  let sum = 0;
  let count = 0;
  for (const candidate of candidates) {
    const seconds = middleOf(candidate);
    const isInside =
      seconds > candidateStartSeconds - MARGIN_SECONDS && seconds < candidateEndSeconds + MARGIN_SECONDS;
    if (!isInside) continue;
    const place = referenceStartSeconds + tempoRatio * (seconds - candidateStartSeconds);
    const reference = nearest(references, place);
    if (Math.abs(middleOf(reference) - place) > marginSeconds) continue;
    sum += cosine(reference.vector, candidate.vector);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Of fragments in order of time, the one whose middle is nearest. */
function nearest(fragments: readonly FragmentEmbedding[], seconds: number): FragmentEmbedding {
  let low = 0;
  let high = fragments.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (middleOf(fragments[middle]!) < seconds) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [fragments[Math.max(0, low - 1)]!, fragments[low]!];
  return Math.abs(middleOf(before) - seconds) <= Math.abs(middleOf(after) - seconds) ? before : after;
}

function middleOf({ startSeconds, endSeconds }: FragmentEmbedding): number {
  return (startSeconds + endSeconds) / 2;
}
