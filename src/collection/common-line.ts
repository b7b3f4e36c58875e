import type { FragmentEmbedding } from '../embedding/index.js';
import type { MatchedSegment } from '../search/index.js';
import type { CommonLine } from './library-graph.js';

/** From when to when, in seconds. */
export type Stretch = readonly [startSeconds: number, endSeconds: number];

/** Stretches lie on one line when their tempi and pitches differ by less, and the line passes so near to both. */
const SAME_TEMPO = 0.01;
const SAME_PITCH_SEMITONES = 0.5;
const SAME_PLACE_SECONDS = 1;

/** Where a recording sounds: what its fragments cover, those without sound being left out; joined, in order of time. */
export function soundingStretches(fragments: readonly FragmentEmbedding[]): Stretch[] {
  return joined(fragments.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]));
}

/**
 * The share of `whole` that `parts` cover.
 *
 * @param whole - In order of time, without overlaps.
 * @returns In [0, 1].
 */
export function shareOf(whole: readonly Stretch[], parts: readonly Stretch[]): number {
  const covering = joined(parts);
  let covered = 0;
  let length = 0;
  for (const [start, end] of whole) {
    length += end - start;
    for (const [from, to] of covering) covered += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return length === 0 ? 0 : Math.min(1, covered / length);
}

/**
 * The line that most of what two recordings have in common lies on: tempo and pitch of the longest stretch, and of all
 * that follow on from it what they cover. Cuts, insertions and repeats leave it.
 *
 * @param segments - At least one.
 */
export function commonLine(
  segments: readonly MatchedSegment[],
  reference: readonly Stretch[],
  candidate: readonly Stretch[],
): CommonLine {
  const longest = segments.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  const members = segments.filter((segment) => isOnLine(segment, longest));
  const ends = (start: number, end: number): Stretch => [start, end];
  return {
    tempoRatio: longest.tempoRatio,
    pitchShiftSemitones: longest.pitchShiftSemitones,
    referenceShare: shareOf(
      reference,
      members.map((s) => ends(s.referenceStartSeconds, s.referenceEndSeconds)),
    ),
    candidateShare: shareOf(
      candidate,
      members.map((s) => ends(s.candidateStartSeconds, s.candidateEndSeconds)),
    ),
  };
}

function isOnLine(segment: MatchedSegment, line: MatchedSegment): boolean {
  const middle = (segment.candidateStartSeconds + segment.candidateEndSeconds) / 2;
  const own = placeOf(segment, middle);
  return (
    Math.abs(segment.tempoRatio / line.tempoRatio - 1) < SAME_TEMPO &&
    Math.abs(segment.pitchShiftSemitones - line.pitchShiftSemitones) < SAME_PITCH_SEMITONES &&
    Math.abs(placeOf(line, middle) - own) < SAME_PLACE_SECONDS
  );
}

/** Where in the reference a segment's line is at a time of the candidate. */
function placeOf(segment: MatchedSegment, candidateSeconds: number): number {
  return (
    segment.referenceStartSeconds + segment.tempoRatio * (candidateSeconds - segment.candidateStartSeconds)
  );
}

function lengthOf({ candidateStartSeconds, candidateEndSeconds }: MatchedSegment): number {
  return candidateEndSeconds - candidateStartSeconds;
}

/** Stretches in order of time, those that touch made one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: [number, number][] = [];
  for (const [start, end] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
