import { LineAgreement, type ColumnAgreement } from './line-correlation.js';
import { placeOf, type Line, type ScoredLine } from './line.js';
import type { FrameSource } from './frame-source.js';
import { refineLine } from './refine-line.js';
import { smoothedCorrelation } from './smoothed-correlation.js';
import type { WhitenedFrames } from './whitened-frames.js';

/** Agreement is judged over so many seconds around a column. */
const SMOOTHING_SECONDS = 0.5;
/** The least agreement that counts, whatever the segment's. */
const LEAST_NEEDED = 0.07;
/** So many seconds without any agreement end a segment. */
const TOLERATED_GAP_SECONDS = 1.2;

/**
 * Follows a line from the span on which it was found in both directions as far as the two agree, and places it anew
 * each time the span has grown: over a longer span tempo is known better, and a better tempo leads further.
 *
 * The ends are found as sequence alignment finds them: the sum of (agreement − needed) is followed outwards, and the
 * end is where it was highest before it fell by a tolerated amount (X-drop; Altschul et al., "Basic local alignment
 * search tool", 1990).
 *
 * @param found - In frames of the whole recordings.
 */
export function extendLine(reference: FrameSource, candidate: FrameSource, found: ScoredLine): ScoredLine {
  let line = found;
  for (;;) {
    const length = line.toFrame - line.fromFrame;
    const view = viewAround(reference, candidate, line, length);
    const span = agreeingSpan(view, line, {
      framesPerSecond: candidate.framesPerSecond,
      neededShare: reference.limits.neededShare,
    });
    const refined = view.refine(line, span);
    const grown = span.toFrame - span.fromFrame;
    if (refined.score < LEAST_NEEDED || grown <= 1.1 * length) {
      return refined.score >= LEAST_NEEDED ? refined : line;
    }
    line = refined;
  }
}

/** Places a line anew, as its own span has it: what it was found on may have been another one. */
export function placeAnew(reference: FrameSource, candidate: FrameSource, line: ScoredLine): ScoredLine {
  return viewAround(reference, candidate, line, 0).refine(line, line);
}

/** How two recordings agree along a line, column by column of its own span. */
export function agreementAlong(
  reference: FrameSource,
  candidate: FrameSource,
  line: ScoredLine,
): ColumnAgreement {
  return viewAround(reference, candidate, line, 0).agreement(line);
}

/** The columns around a line that the next step can reach. */
interface View {
  agreement(line: Line): ColumnAgreement;
  refine(line: Line, span: { fromFrame: number; toFrame: number }): ScoredLine;
}

function viewAround(reference: FrameSource, candidate: FrameSource, line: ScoredLine, reach: number): View {
  const fromFrame = Math.max(0, line.fromFrame - reach);
  const toFrame = Math.min(candidate.frames, line.toFrame + reach);
  const places = [fromFrame, toFrame].map((frame) => placeOf(line, frame));
  const margin = 8;
  const referenceFrom = Math.max(0, Math.floor(places[0]!) - margin);
  const referenceTo = Math.min(reference.frames, Math.ceil(places[1]!) + margin);
  const x: WhitenedFrames = reference.whitened(referenceFrom, referenceTo, 1);
  const y: WhitenedFrames = candidate.whitened(fromFrame, toFrame, 1);
  const into = (whole: Line): Line => ({
    ...whole,
    offsetFrames: whole.offsetFrames + whole.tempoRatio * fromFrame - referenceFrom,
  });
  return {
    agreement: (whole) => {
      const span = { fromFrame: 0, toFrame: y.frames, stepFrames: 1 };
      return { ...new LineAgreement(x, y).along(into(whole), span), firstFrame: fromFrame };
    },
    refine: (whole, span) => {
      const local = { fromFrame: span.fromFrame - fromFrame, toFrame: span.toFrame - fromFrame };
      const refined = refineLine(x, y, into(whole), local, true);
      return {
        ...refined,
        offsetFrames: refined.offsetFrames - refined.tempoRatio * fromFrame + referenceFrom,
        fromFrame: span.fromFrame,
        toFrame: span.toFrame,
      };
    },
  };
}

/** The span around the middle of a line's own in which the two agree. */
function agreeingSpan(
  view: View,
  line: ScoredLine,
  { framesPerSecond, neededShare }: { readonly framesPerSecond: number; readonly neededShare: number },
): { fromFrame: number; toFrame: number } {
  const agreement = view.agreement(line);
  const { firstFrame } = agreement;
  const reach = Math.round((SMOOTHING_SECONDS * framesPerSecond) / 2);
  const needed = Math.max(LEAST_NEEDED, neededShare * line.score);
  const gains = smoothedCorrelation(agreement, reach).map((value) =>
    value === undefined ? 0 : value - needed,
  );
  const drop = TOLERATED_GAP_SECONDS * framesPerSecond * needed;
  const start = strongest(gains, line.fromFrame - firstFrame, line.toFrame - firstFrame);
  return {
    fromFrame: firstFrame + farthest(gains, start, -1, drop),
    toFrame: firstFrame + farthest(gains, start, 1, drop) + 1,
  };
}

/** Index within [from, to) with the highest gain. */
function strongest(gains: readonly number[], from: number, to: number): number {
  let best = from;
  for (let i = from; i < to; i++) if (gains[i]! > gains[best]!) best = i;
  return best;
}

/** Where the sum of gains is highest on the way outwards before it has dropped too far. */
function farthest(gains: readonly number[], start: number, direction: 1 | -1, drop: number): number {
  let sum = 0;
  let highest = 0;
  let end = start;
  for (let i = start; i >= 0 && i < gains.length; i += direction) {
    sum += gains[i]!;
    // Silence in both adds nothing: a segment bridges it and does not end in it.
    if (sum > highest) {
      highest = sum;
      end = i;
    }
    if (highest - sum > drop) break;
  }
  return end;
}
