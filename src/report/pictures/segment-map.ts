import type { AlignedSegment } from '../../alignment/index.js';

/** The segment that speaks for a moment of the reference: the one that holds it, or else the nearest. */
export function segmentAt(segments: readonly AlignedSegment[], referenceSeconds: number): AlignedSegment {
  const distance = ({ referenceStartSeconds: from, referenceEndSeconds: to }: AlignedSegment) =>
    Math.max(0, from - referenceSeconds, referenceSeconds - to);
  return segments.reduce((best, segment) => (distance(segment) < distance(best) ? segment : best));
}

/** The moment of the candidate that plays a moment of the reference, along a segment and beyond its ends. */
export function candidateSecondsAt(segment: AlignedSegment, referenceSeconds: number): number {
  const { referenceStartSeconds: from, referenceEndSeconds: to } = segment;
  const { candidateStartSeconds, candidateEndSeconds } = segment;
  const rate = (candidateEndSeconds - candidateStartSeconds) / (to - from);
  return candidateStartSeconds + rate * (referenceSeconds - from);
}
