import type { ConstantQConfig } from '../features/index.js';
import type { AlignedSegment, Anchor } from './aligned-segment.js';
import { bestRepetition } from './best-repetition.js';
import { shareOut } from './contested-stretch.js';
import { extendLine } from './extend-line.js';
import { LineAgreement } from './line-correlation.js';
import { FULL_RANGE, searchLines, type SearchRange } from './line-search.js';
import { distinctionOf } from './line-distinction.js';
import { placeOf, toFrames, type Line, type ScoredLine } from './line.js';
import type { FrameSource } from './frame-source.js';
import { framesOf, type PlaneSource } from './recording-frames.js';
import { refineLine } from './refine-line.js';
import { covers, SearchOrder, type SearchAnchor, type SearchWindow } from './search-order.js';

export interface AlignOptions {
  /** Tempi and pitches that are tried. */
  readonly range?: SearchRange;
  /** Searches that are made at most. */
  readonly maximumSearches?: number;
  /** After so many searches that found next to nothing the rest is not tried; 3 by default. */
  readonly searchesInVain?: number;
  /** Geometry of the constant-Q planes that both come from. */
  readonly config: ConstantQConfig;
}

/** Candidate seconds that one search places. */
const WINDOW_SECONDS = 5;
/** Two recordings of up to so many seconds are searched as a whole, without anchors. */
const WHOLE_SECONDS = 8;
const DEFAULT_MAXIMUM_SEARCHES = 24;
const DEFAULT_SEARCHES_IN_VAIN = 3;
/** Searches that led to no segment better than this score were in vain. */
const VAIN_SCORE = 0.16;
/** Lines of the search that are refined. */
const LINES_REFINED = 2;
/** What refining leaves of the score of a line that means nothing, on the average. */
const REJECTED_SHARE = 0.8;
/** Segments that agree less, or are shorter, prove nothing. The best one is returned all the same. */
const MINIMUM_SCORE = 0.12;
const MINIMUM_SECONDS = 1;
/** Lines that are no farther apart are one. */
const SAME_LINE_SECONDS = 1;
/** Scores of one stretch and of a longer one around it differ by less than this where both are right. */
const BETTER_BY = 0.05;
/** A reference that agrees so far with itself at two places repeats itself there. */
const REPETITION_SCORE = 0.18;

/**
 * Every stretch in which two recordings run together, in order of the candidate's time.
 *
 * Anchors say where to look: around each, candidate columns of 5 s are searched in the reference over tempo, pitch and
 * offset, the best line is refined and followed in both directions. A stretch of the candidate that fits the
 * reference in several places, because the reference repeats itself, is reported once.
 *
 * @param anchors - Most promising first. Not needed when both are short.
 * @returns Where nothing better is found, the best line however weak (see its score); empty when there is none, as for
 *   long recordings without anchors.
 */
export function alignRecordings(
  referencePlane: PlaneSource,
  candidatePlane: PlaneSource,
  anchors: readonly Anchor[],
  options: AlignOptions,
): AlignedSegment[] {
  const { config } = options;
  return alignFrames(framesOf(referencePlane, config), framesOf(candidatePlane, config), anchors, options);
}

/** What {@link alignRecordings} does, of frames that are prepared already: both of one rate. */
export function alignFrames(
  reference: FrameSource,
  candidate: FrameSource,
  anchors: readonly Anchor[],
  options: AlignOptions,
): AlignedSegment[] {
  const {
    config,
    range = FULL_RANGE,
    maximumSearches = DEFAULT_MAXIMUM_SEARCHES,
    searchesInVain = DEFAULT_SEARCHES_IN_VAIN,
  } = options;
  const found: ScoredLine[] = [];
  let bestRejected: ScoredLine | undefined;
  const order = new SearchOrder(searchWindows(reference, candidate, anchors), reference.framesPerSecond);
  while (order.searches < maximumSearches) {
    if (order.searches >= searchesInVain && found.every(({ score }) => score < VAIN_SCORE)) break;
    const window = order.next(found);
    if (window === undefined) break;
    const placed = found.filter((line) => covers(line, window));
    const line = placeWindow(reference, candidate, window, range);
    if (line === undefined) continue;
    if (placed.some((other) => repeatsNoBetter(reference, line, other))) continue;
    const whole = line.score < MINIMUM_SCORE ? line : extendLine(reference, candidate, line);
    if (isProof(whole, candidate) && isWithin(whole, range)) {
      const better = betterPlace(reference, candidate, whole, order.otherPlaces(whole));
      // Where the better place is known already, this line was found for what lies beside that.
      const isNew = better !== undefined && !found.some((other) => isSameLine(other, better, candidate));
      addSegment(found, isNew && isWithin(better, range) ? better : whole, reference, candidate);
    } else if (bestRejected === undefined || line.score > bestRejected.score) {
      bestRejected = line;
    }
  }
  const lines = found.length === 0 && bestRejected !== undefined ? [bestRejected] : found;
  return lines
    .toSorted((a, b) => a.fromFrame - b.fromFrame)
    .map((line) => segmentOf(line, config.binsPerOctave, reference, candidate));
}

/** The line along which the reference plays the sound of another one better, if anchors name such a place. */
function betterPlace(
  reference: FrameSource,
  candidate: FrameSource,
  whole: ScoredLine,
  anchors: readonly SearchAnchor[],
): ScoredLine | undefined {
  if (whole.score < VAIN_SCORE) return undefined;
  const other = bestRepetition(reference, candidate, whole, anchors);
  if (other === whole) return undefined;
  const moved = extendLine(reference, candidate, other);
  return isProof(moved, candidate) && saidBy(moved, reference) > saidBy(whole, reference) ? moved : undefined;
}

/** How much a line says: agreement counts by its square, as where a stretch is shared out, nothing beyond the reference. */
function saidBy(
  { score, offsetFrames, tempoRatio, fromFrame, toFrame }: ScoredLine,
  { frames }: FrameSource,
): number {
  const first = Math.max(fromFrame, -offsetFrames / tempoRatio);
  const last = Math.min(toFrame, (frames - offsetFrames) / tempoRatio);
  return score ** 2 * Math.max(0, last - first);
}

/** Whether two lines say the same of what they both run through. */
function isSameLine(a: ScoredLine, b: ScoredLine, { framesPerSecond }: FrameSource): boolean {
  const from = Math.max(a.fromFrame, b.fromFrame);
  const to = Math.min(a.toFrame, b.toFrame);
  const middle = (from + to) / 2;
  const apart = placeOf(a, middle) - placeOf(b, middle);
  return to > from && Math.abs(apart) < SAME_LINE_SECONDS * framesPerSecond;
}

function searchWindows(
  reference: FrameSource,
  candidate: FrameSource,
  anchors: readonly Anchor[],
): SearchWindow[] {
  const { framesPerSecond } = reference;
  // Columns are centred: sound of n hops has n + 1.
  const whole = WHOLE_SECONDS * framesPerSecond + 1;
  if (reference.frames <= whole && candidate.frames <= whole) {
    return [
      {
        candidateFrom: 0,
        candidateTo: candidate.frames,
        referenceFrom: 0,
        referenceTo: reference.frames,
      },
    ];
  }
  const half = (WINDOW_SECONDS * framesPerSecond) / 2;
  // A faster candidate's window covers up to this much of the reference; anchors are not exact to the second.
  const referenceHalf = half * FULL_RANGE.maxTempoRatio + 1.5 * framesPerSecond;
  return anchors.map(({ referenceSeconds, candidateSeconds }) => {
    const referenceFrame = referenceSeconds * framesPerSecond;
    const candidateFrame = candidateSeconds * framesPerSecond;
    const [referenceFrom, referenceTo] = around(referenceFrame, referenceHalf, reference);
    const [candidateFrom, candidateTo] = around(candidateFrame, half, candidate);
    const anchor = { referenceFrame, candidateFrame };
    return { candidateFrom, candidateTo, referenceFrom, referenceTo, anchor };
  });
}

/** A span of whole search columns around a frame, moved into the recording where it would leave it. */
function around(frame: number, half: number, { frames, searchColumnFrames }: FrameSource): [number, number] {
  const length = Math.min(frames, Math.round(2 * half));
  const start = Math.max(0, Math.min(frames - length, Math.round(frame - half)));
  return [start - (start % searchColumnFrames), start + length];
}

/** The best line of a window, in frames of the whole recordings. */
function placeWindow(
  reference: FrameSource,
  candidate: FrameSource,
  window: SearchWindow,
  range: SearchRange,
): ScoredLine | undefined {
  const { referenceFrom, referenceTo, candidateFrom, candidateTo } = window;
  const { searchColumnFrames } = reference;
  const lines = searchLines(
    reference.whitened(referenceFrom, referenceTo, searchColumnFrames),
    candidate.whitened(candidateFrom, candidateTo, searchColumnFrames),
    LINES_REFINED,
    range,
  );
  if (lines.length === 0) return undefined;
  const promising = lines.filter(({ score }) => score >= reference.limits.leastSearchScore);
  if (promising.length === 0)
    return inRecordings(
      { ...toFrames(lines[0]!, searchColumnFrames), ...rejectedSpan(lines[0]!, searchColumnFrames) },
      window,
    );
  const x = reference.whitened(referenceFrom, referenceTo, 1);
  const y = candidate.whitened(candidateFrom, candidateTo, 1);
  const refined = promising.map((line) => {
    const span = {
      fromFrame: line.fromFrame * searchColumnFrames,
      toFrame: Math.min(y.frames, line.toFrame * searchColumnFrames),
    };
    return refineLine(x, y, toFrames(line, searchColumnFrames), span);
  });
  const within = refined.filter((line) => isWithin(line, range));
  if (within.length === 0) return undefined;
  return inRecordings(
    within.reduce((a, b) => (b.score > a.score ? b : a)),
    window,
  );
}

/** A line of a window's frames as one of the whole recordings'. */
function inRecordings(line: ScoredLine, { candidateFrom, referenceFrom }: SearchWindow): ScoredLine {
  return {
    ...line,
    offsetFrames: line.offsetFrames - line.tempoRatio * candidateFrom + referenceFrom,
    fromFrame: line.fromFrame + candidateFrom,
    toFrame: line.toFrame + candidateFrom,
  };
}

/** Score and span of a line that is not worth refining: a score below the least that a segment needs. */
function rejectedSpan({ score, fromFrame, toFrame }: ScoredLine, columnFrames: number) {
  return {
    score: Math.min(score, MINIMUM_SCORE) * REJECTED_SHARE,
    fromFrame: fromFrame * columnFrames,
    toFrame: toFrame * columnFrames,
  };
}

/** Lines may be refined a little beyond the range that was searched; farther out only chance leads. */
function isWithin(
  { tempoRatio, shiftBins }: Line,
  { minTempoRatio, maxTempoRatio, maxShiftBins }: SearchRange,
): boolean {
  return (
    tempoRatio > 0.98 * minTempoRatio &&
    tempoRatio < 1.02 * maxTempoRatio &&
    Math.abs(shiftBins) < maxShiftBins + 0.5
  );
}

function isProof({ score, fromFrame, toFrame }: ScoredLine, { framesPerSecond }: FrameSource): boolean {
  return score >= MINIMUM_SCORE && toFrame - fromFrame >= MINIMUM_SECONDS * framesPerSecond;
}

/** Adds a line, less what other lines say better of the same sound; takes from these what it says better. */
function addSegment(
  found: ScoredLine[],
  line: ScoredLine,
  reference: FrameSource,
  candidate: FrameSource,
): void {
  const rival = found.find((other) => {
    const from = Math.max(line.fromFrame, other.fromFrame);
    const to = Math.min(line.toFrame, other.toFrame);
    const isContested = to - from >= MINIMUM_SECONDS * candidate.framesPerSecond;
    return isContested && repeats(reference, line, other, from, to);
  });
  if (rival === undefined) {
    found.push(line);
    return;
  }
  const [ours, theirs] = shareOut(reference, candidate, line, rival);
  found.splice(found.indexOf(rival), 1, ...theirs.filter((part) => isProof(part, candidate)));
  for (const part of ours) if (isProof(part, candidate)) addSegment(found, part, reference, candidate);
}

/** Whether a line only finds again, in a repetition of the reference, what a segment holds as well. */
function repeatsNoBetter(reference: FrameSource, line: ScoredLine, other: ScoredLine): boolean {
  return (
    line.score <= other.score + BETTER_BY && repeats(reference, line, other, line.fromFrame, line.toFrame)
  );
}

/** Whether the reference sounds alike at the places that two lines give candidate frames [from, to). */
function repeats(reference: FrameSource, a: ScoredLine, b: ScoredLine, from: number, to: number): boolean {
  // Of b's place as "reference", a's as "candidate": u_b = offset + ratio · u_a.
  const ratio = b.tempoRatio / a.tempoRatio;
  const start = Math.max(0, Math.floor(placeOf(a, from)));
  const end = Math.min(reference.frames, Math.ceil(placeOf(a, to)));
  const offset = b.offsetFrames - ratio * a.offsetFrames;
  const otherStart = Math.max(0, Math.floor(offset + ratio * start));
  const otherEnd = Math.min(reference.frames, Math.ceil(offset + ratio * end));
  if (end - start < 2 || otherEnd - otherStart < 2) return true;
  const line: Line = {
    tempoRatio: ratio,
    shiftBins: b.shiftBins - a.shiftBins,
    offsetFrames: offset + ratio * start - otherStart,
  };
  const agreement = new LineAgreement(
    reference.whitened(otherStart, otherEnd, 1),
    reference.whitened(start, end, 1),
  );
  const span = { fromFrame: 0, toFrame: end - start, stepFrames: 1 };
  return agreement.correlation(line, span) >= REPETITION_SCORE;
}

function segmentOf(
  line: ScoredLine,
  binsPerOctave: number,
  reference: FrameSource,
  candidate: FrameSource,
): AlignedSegment {
  const { frames, framesPerSecond, leadSeconds } = reference;
  const { offsetFrames, tempoRatio } = line;
  // A line is followed a little beyond the reference's ends, where nothing can run together any more.
  const first = Math.max(line.fromFrame, -offsetFrames / tempoRatio);
  const last = Math.max(first, Math.min(line.toFrame - 1, (frames - 1 - offsetFrames) / tempoRatio));
  const seconds = (frame: number) => frame / framesPerSecond + leadSeconds;
  const referenceSeconds = (frame: number) => seconds(placeOf(line, frame));
  return {
    referenceStartSeconds: referenceSeconds(first),
    referenceEndSeconds: referenceSeconds(last),
    candidateStartSeconds: seconds(first),
    candidateEndSeconds: seconds(last),
    tempoRatio,
    pitchShiftSemitones: (12 * line.shiftBins) / binsPerOctave,
    score: line.score,
    ...distinctionOf(reference, candidate, line),
  };
}
