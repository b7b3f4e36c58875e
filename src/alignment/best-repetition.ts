import type { FrameSource } from './frame-source.js';
import { LineAgreement } from './line-correlation.js';
import { middleColumns, placeOf, toColumns, toFrames, type ScoredLine } from './line.js';
import type { SearchAnchor } from './search-order.js';
import type { WhitenedFrames } from './whitened-frames.js';

/** Anchors are not exact to the second. */
const AROUND_SECONDS = 1.5;
/** Lags are tried at whole columns, then beside the best of them: the place that is known already is exact, too. */
const FINER_COLUMNS = [-0.5, -0.25, 0.25, 0.5];
/** Places that are looked at, the most promising ones. */
const MOST_PLACES = 6;
/** More than this of a line, about its middle, is not needed to tell which place is better. */
const MOST_SECONDS = 20;
/** Another place has to agree so much better. */
const BETTER_BY = 0.02;

/**
 * The line of the same tempo and pitch on which the candidate agrees best, of those that anchors on the line's span name:
 * where the reference repeats itself, the first one found need not be the one that the sound is from.
 *
 * @param anchors - On the line's span, at other places of the reference; most promising first.
 * @returns The line itself where no other is better; the score of another one is not known yet.
 */
export function bestRepetition(
  reference: FrameSource,
  candidate: FrameSource,
  line: ScoredLine,
  anchors: readonly SearchAnchor[],
): ScoredLine {
  const { searchColumnFrames: columnFrames, framesPerSecond } = reference;
  const perSecond = framesPerSecond / columnFrames;
  const around = Math.round(AROUND_SECONDS * perSecond);
  const lags = impliedLags(line, anchors, columnFrames, 2 * around).slice(0, MOST_PLACES);
  const [from, to] = middleColumns(line, candidate, MOST_SECONDS * perSecond);
  if (lags.length === 0 || to <= from) return line;
  const inColumns = toColumns(line, columnFrames);
  const sound: Sound = {
    columns: candidate.whitened(from * columnFrames, to * columnFrames, columnFrames),
    place: placeOf(inColumns, from),
    line,
  };
  let best = { lag: 0, score: bestNear(reference, sound, 0, 0).score + BETTER_BY };
  for (const lag of lags) {
    const found = bestNear(reference, sound, lag, around);
    if (found.score > best.score) best = found;
  }
  if (best.lag === 0) return line;
  const offsetFrames = inColumns.offsetFrames + best.lag;
  return { ...line, ...toFrames({ ...inColumns, offsetFrames }, columnFrames) };
}

/** Columns of the candidate, where their line has the first of them, and that line's tempo and pitch. */
interface Sound {
  readonly columns: WhitenedFrames;
  /** In columns of the reference. */
  readonly place: number;
  readonly line: ScoredLine;
}

/** The lag no more than `reach` columns from another one at which a sound agrees best, of those that lie inside the reference. */
function bestNear(
  reference: FrameSource,
  { columns, place, line: { tempoRatio, shiftBins } }: Sound,
  lag: number,
  reach: number,
): { readonly lag: number; readonly score: number } {
  const { searchColumnFrames: columnFrames } = reference;
  const referenceColumns = Math.floor(reference.frames / columnFrames);
  const length = tempoRatio * (columns.frames - 1);
  const first = Math.max(0, Math.floor(place + lag) - reach);
  const last = Math.min(referenceColumns, Math.ceil(place + lag + length) + reach + 1);
  let best = { lag, score: -Infinity };
  if (last - first < 2) return best;
  const there = reference.whitened(first * columnFrames, last * columnFrames, columnFrames);
  const agreement = new LineAgreement(there, columns);
  const span = { fromFrame: 0, toFrame: columns.frames, stepFrames: 1 };
  const tryAt = (tried: number) => {
    const offsetFrames = place + tried - first;
    // Where it stands already a line may reach beyond the reference's ends.
    if (reach > 0 && (offsetFrames < 0 || offsetFrames + length > there.frames - 1)) return;
    const score = agreement.correlation({ tempoRatio, shiftBins, offsetFrames }, span);
    if (score > best.score) best = { lag: tried, score };
  };
  for (let tried = lag - reach; tried <= lag + reach; tried++) tryAt(tried);
  if (reach > 0) {
    const { lag: whole } = best;
    for (const step of FINER_COLUMNS) tryAt(whole + step);
  }
  return best;
}

/** How many columns later than on a line anchors say that its sound stands; none within `apart` of one before it. */
function impliedLags(
  { offsetFrames, tempoRatio }: ScoredLine,
  anchors: readonly SearchAnchor[],
  columnFrames: number,
  apart: number,
): number[] {
  const lags: number[] = [];
  for (const { referenceFrame, candidateFrame } of anchors) {
    const lag = Math.round((referenceFrame - offsetFrames - tempoRatio * candidateFrame) / columnFrames);
    if (lags.every((other) => Math.abs(other - lag) > apart)) lags.push(lag);
  }
  return lags;
}
