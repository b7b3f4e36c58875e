import type { AlignedSegment } from '../alignment/index.js';

/** Segments that agree less prove no alteration. */
const MINIMUM_SCORE = 0.22;
/** What agrees less, and hardly better than beside it, proves no tempo and pitch of its own. */
const MINIMUM_OWN_SCORE = 0.3;
const MINIMUM_OWN_LEAD = 0.1;
const SAME_TEMPO = 0.004;
const SAME_PITCH_SEMITONES = 0.2;
/** Alignment may move the ends of a segment by 0.03 s, and half as much again is no other tempo. */
const TEMPO_ERROR_SECONDS = 0.045;
/** Pitches are known to a quarter of a semitone each: so far may two of them be apart. */
const PITCH_ERROR_SEMITONES = Math.SQRT2 * 0.25;
/** More than this of a stretch teaches nothing new. */
const MAXIMUM_SECONDS = 30;
const STRETCHES = 3;

/** Segments on one tempo and pitch: of all such sets the longest, in order of the candidate's time. */
export function consistentSegments(segments: readonly AlignedSegment[]): AlignedSegment[] {
  const usable = segments.filter(({ score }) => score >= MINIMUM_SCORE);
  let best: AlignedSegment[] = [];
  for (const one of usable) {
    const like = usable.filter((other) => agree(one, other));
    if (secondsOf(like) > secondsOf(best)) best = like;
  }
  return best.toSorted((a, b) => a.candidateStartSeconds - b.candidateStartSeconds);
}

/**
 * Segments by tempo and pitch: {@link consistentSegments}, and of what provably runs otherwise again the longest set, and
 * so on.
 *
 * @returns At least one set; empty where no segment agrees well enough.
 */
export function tempoAndPitchSets(
  segments: readonly AlignedSegment[],
): readonly [AlignedSegment[], ...AlignedSegment[][]] {
  const main = consistentSegments(segments);
  const sets: [AlignedSegment[], ...AlignedSegment[][]] = [main];
  const proving = segments.filter(
    ({ score, lead }) => score >= MINIMUM_OWN_SCORE || lead >= MINIMUM_OWN_LEAD,
  );
  for (let last = main, rest = proving; last.length > 0;) {
    rest = rest.filter((one) => last.every((other) => runsOtherwise(one, other)));
    last = consistentSegments(rest);
    if (last.length > 0) sets.push(last);
  }
  return sets;
}

/** Candidate seconds in segments. */
export function secondsOf(segments: readonly AlignedSegment[]): number {
  return segments.reduce((sum, segment) => sum + lengthOf(segment), 0);
}

/** So much of the segments as is compared cell by cell: all of it, or of long ones three parts spread evenly. */
export function comparedStretches(segments: readonly AlignedSegment[]): AlignedSegment[] {
  const share = MAXIMUM_SECONDS / secondsOf(segments);
  if (share >= 1) return [...segments];
  return segments.flatMap((segment) => {
    const part = (share * lengthOf(segment)) / STRETCHES;
    const free = (lengthOf(segment) - STRETCHES * part) / STRETCHES;
    return Array.from({ length: STRETCHES }, (_, i) => partOf(segment, (i + 0.5) * free + i * part, part));
  });
}

function agree(a: AlignedSegment, b: AlignedSegment): boolean {
  return (
    Math.abs(Math.log(a.tempoRatio / b.tempoRatio)) <= SAME_TEMPO &&
    Math.abs(a.pitchShiftSemitones - b.pitchShiftSemitones) <= SAME_PITCH_SEMITONES
  );
}

/** Whether tempo or pitch differ by more than the shorter of the two leaves open. */
function runsOtherwise(a: AlignedSegment, b: AlignedSegment): boolean {
  const tempoError = Math.max(SAME_TEMPO, TEMPO_ERROR_SECONDS / Math.min(lengthOf(a), lengthOf(b)));
  return (
    Math.abs(Math.log(a.tempoRatio / b.tempoRatio)) > tempoError ||
    Math.abs(a.pitchShiftSemitones - b.pitchShiftSemitones) > PITCH_ERROR_SEMITONES
  );
}

function lengthOf({ candidateStartSeconds, candidateEndSeconds }: AlignedSegment): number {
  return candidateEndSeconds - candidateStartSeconds;
}

function partOf(segment: AlignedSegment, fromSeconds: number, seconds: number): AlignedSegment {
  const { tempoRatio, referenceStartSeconds, candidateStartSeconds } = segment;
  return {
    ...segment,
    candidateStartSeconds: candidateStartSeconds + fromSeconds,
    candidateEndSeconds: candidateStartSeconds + fromSeconds + seconds,
    referenceStartSeconds: referenceStartSeconds + tempoRatio * fromSeconds,
    referenceEndSeconds: referenceStartSeconds + tempoRatio * (fromSeconds + seconds),
  };
}
