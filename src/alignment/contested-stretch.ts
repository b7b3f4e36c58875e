import { agreementAlong, placeAnew } from './extend-line.js';
import type { FrameSource } from './frame-source.js';
import type { ScoredLine } from './line.js';
import { runningSums, smoothedCorrelation } from './smoothed-correlation.js';

/** Agreement is judged over so many seconds around a column. */
const SMOOTHING_SECONDS = 1;
/** Two lines that share a stretch must say so much more than one alone: as so many seconds along the better one. */
const LEAST_GAIN_SECONDS = 1.5;

/**
 * Shares out a stretch of the candidate between two lines that both run through it, as they do where the reference
 * repeats itself: of what was cut together from two places, each line agrees better on its own side of the cut; of a
 * stretch that was put into another, one does in the middle and the other on both sides.
 *
 * Agreement counts by its square, as for the choice between whole lines: what is right agrees all along, what only
 * resembles it does so here and there.
 *
 * @returns What is left of either, placed anew: nothing of one of them where the other says all that it does.
 */
export function shareOut(
  reference: FrameSource,
  candidate: FrameSource,
  a: ScoredLine,
  b: ScoredLine,
): readonly [readonly ScoredLine[], readonly ScoredLine[]] {
  const first = followed(reference, candidate, a);
  const second = followed(reference, candidate, b);
  const gain = LEAST_GAIN_SECONDS * candidate.framesPerSecond * Math.max(a.score, b.score) ** 2;
  const alone = Math.max(first.total, second.total);
  const ordered = bestDivision(first, second);
  const reversed = bestDivision(second, first);
  const divided = Math.max(ordered.total, reversed.total);
  // Each further cut has to be worth it.
  const atLeast = Math.max(alone, divided) + gain;
  if (totalAround(first, second) > atLeast) return [first.around(b), [b]];
  if (totalAround(second, first) > atLeast) return [[a], second.around(a)];
  if (divided < alone + gain) return first.total >= second.total ? [[a], []] : [[], [b]];
  if (ordered.total >= reversed.total) {
    return [first.between(a.fromFrame, ordered.frame), second.between(ordered.frame, b.toFrame)];
  }
  return [first.between(reversed.frame, a.toFrame), second.between(b.fromFrame, reversed.frame)];
}

/** A line, and what it says of each of its columns. */
interface Followed {
  readonly line: ScoredLine;
  readonly total: number;
  /** What it says of the frames before one, of all where that lies behind its end. */
  before(frame: number): number;
  /** Its part in a span, if there is one. */
  between(fromFrame: number, toFrame: number): ScoredLine[];
  /** Its parts on both sides of another line's span. */
  around(other: ScoredLine): ScoredLine[];
}

function followed(reference: FrameSource, candidate: FrameSource, line: ScoredLine): Followed {
  const { fromFrame, toFrame } = line;
  const reach = Math.round((SMOOTHING_SECONDS * candidate.framesPerSecond) / 2);
  const correlations = smoothedCorrelation(agreementAlong(reference, candidate, line), reach);
  const said = runningSums(correlations.map((value = 0) => Math.sign(value) * value ** 2));
  const columnOf = (frame: number) => Math.max(0, Math.min(toFrame, frame) - fromFrame);
  const between = (from: number, to: number): ScoredLine[] => {
    const part = { ...line, fromFrame: fromFrame + columnOf(from), toFrame: fromFrame + columnOf(to) };
    return part.toFrame - part.fromFrame < 2 ? [] : [placeAnew(reference, candidate, part)];
  };
  return {
    line,
    total: said.at(-1)!,
    before: (frame) => said[columnOf(frame)]!,
    between,
    around: (other) => [...between(fromFrame, other.fromFrame), ...between(other.toFrame, toFrame)],
  };
}

/** What two lines say of which one lies inside the other: that one in its span, the other on both sides of it. */
function totalAround(outer: Followed, inner: Followed): number {
  const { fromFrame, toFrame } = inner.line;
  if (fromFrame <= outer.line.fromFrame || toFrame >= outer.line.toFrame) return -Infinity;
  return outer.before(fromFrame) + inner.total + outer.total - outer.before(toFrame);
}

/** The frame up to which one line says, and from which the other does, what together is most. */
function bestDivision(
  earlier: Followed,
  later: Followed,
): { readonly frame: number; readonly total: number } {
  let best = { frame: 0, total: -Infinity };
  const from = Math.max(earlier.line.fromFrame, later.line.fromFrame);
  const to = Math.min(earlier.line.toFrame, later.line.toFrame);
  for (let frame = from; frame <= to; frame++) {
    const total = earlier.before(frame) + later.total - later.before(frame);
    if (total > best.total) best = { frame, total };
  }
  return best;
}
