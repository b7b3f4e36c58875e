import type { AlignedSegment } from '../alignment/index.js';
import type { EditAlteration } from './detected-alteration.js';

/** Ends of segments are known to about half of this. */
const LEAST_SECONDS = 0.8;
/** Segments further apart than this in the candidate do not meet at a cut. */
const MEETING_SECONDS = 1.5;

/**
 * Cuts and insertions between neighbouring segments.
 *
 * Where the candidate goes on after a segment while the reference stands still, something was inserted; where the
 * reference goes further than the candidate, something was cut. A jump back to which the candidate leaves no room is a
 * repetition and neither. Where parts are out of order, or lie further apart in the reference than in the candidate, what
 * the candidate has between them was inserted too. Where both go on by the same time, nothing is said: sound that hides
 * the reference's is not told from sound in its place.
 *
 * @param segments - In order of the candidate's time, of any tempo and pitch.
 */
export function detectEdits(segments: readonly AlignedSegment[]): EditAlteration[] {
  const outer = segments.filter(
    ({ candidateEndSeconds }, i) =>
      !segments.slice(0, i).some((earlier) => earlier.candidateEndSeconds >= candidateEndSeconds),
  );
  return outer.slice(1).flatMap((next, i) => editBetween(outer[i]!, next));
}

function editBetween(before: AlignedSegment, after: AlignedSegment): EditAlteration[] {
  const candidateGap = after.candidateStartSeconds - before.candidateEndSeconds;
  const referenceGap = after.referenceStartSeconds - before.referenceEndSeconds;
  // Reference seconds by which the second line lies further on than the first would have run.
  const jump = referenceGap - before.tempoRatio * candidateGap;
  if (jump > LEAST_SECONDS && Math.abs(candidateGap) < MEETING_SECONDS) {
    const candidateSeconds = (before.candidateEndSeconds + after.candidateStartSeconds) / 2;
    return [{ kind: 'cut', candidateSeconds, removedSeconds: jump }];
  }
  const insertedSeconds = -jump / before.tempoRatio;
  const hasRoom =
    candidateGap > insertedSeconds / 2 && Math.abs(candidateGap - insertedSeconds) < MEETING_SECONDS;
  if (insertedSeconds > LEAST_SECONDS && hasRoom) {
    // Where the segments leave more or less room than was inserted, their ends are off by half of that each.
    const middle = (before.candidateEndSeconds + after.candidateStartSeconds) / 2;
    return [insertion(middle - insertedSeconds / 2, middle + insertedSeconds / 2)];
  }
  const isOutOfOrder =
    after.referenceStartSeconds < before.referenceStartSeconds &&
    after.referenceEndSeconds < before.referenceEndSeconds;
  if ((isOutOfOrder || jump > MEETING_SECONDS) && candidateGap >= MEETING_SECONDS) {
    return [insertion(before.candidateEndSeconds, after.candidateStartSeconds)];
  }
  return [];
}

function insertion(candidateStartSeconds: number, candidateEndSeconds: number): EditAlteration {
  return { kind: 'insertion', candidateStartSeconds, candidateEndSeconds };
}
