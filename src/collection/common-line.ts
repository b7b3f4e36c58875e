import type { FragmentEmbedding } from '../embedding/index.js';
import type { MatchedSegment } from '../search/index.js';
import type { CommonLine } from './library-graph.js';

/** From when to when, in seconds. */
export type Stretch = readonly [startSeconds: number, endSeconds: number];

/** Stretches lie on one line when their tempi and pitches differ by less, and the line passes so near to both. */
const SAME_TEMPO = 0.01;
const SAME_PITCH_SEMITONES = 0.5;
const SAME_PLACE_SECONDS = 1;
/** Ends of neighbouring stretches lie over one another by less of the shorter. */
const MOST_OVERLAP = 0.5;

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

/** Shares of what sounds in two recordings. */
export interface Shares {
  readonly referenceShare: number;
  readonly candidateShare: number;
}

/**
 * What share of either recording lies in the stretches that the two have in common. Where music repeats itself a stretch
 * fits in several places, though it can come from one only: of stretches that lie over one another in either recording the
 * one of the highest weight counts.
 */
export function sharesOf(
  segments: readonly MatchedSegment[],
  reference: readonly Stretch[],
  candidate: readonly Stretch[],
): Shares {
  const distinct: MatchedSegment[] = [];
  for (const segment of segments.toSorted((a, b) => b.weight - a.weight)) {
    if (!distinct.some((stronger) => isOver(stronger, segment))) distinct.push(segment);
  }
  return {
    referenceShare: shareOf(reference, distinct.map(inReference)),
    candidateShare: shareOf(candidate, distinct.map(inCandidate)),
  };
}

function isOver(a: MatchedSegment, b: MatchedSegment): boolean {
  return [inReference, inCandidate].some((stretch) => {
    const [[aStart, aEnd], [bStart, bEnd]] = [stretch(a), stretch(b)];
    const common = Math.min(aEnd, bEnd) - Math.max(aStart, bStart);
    return common > MOST_OVERLAP * Math.min(aEnd - aStart, bEnd - bStart);
  });
}

function inReference({ referenceStartSeconds, referenceEndSeconds }: MatchedSegment): Stretch {
  return [referenceStartSeconds, referenceEndSeconds];
}

function inCandidate({ candidateStartSeconds, candidateEndSeconds }: MatchedSegment): Stretch {
  return [candidateStartSeconds, candidateEndSeconds];
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
  return {
    tempoRatio: longest.tempoRatio,
    pitchShiftSemitones: longest.pitchShiftSemitones,
    ...sharesOf(members, reference, candidate),
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
