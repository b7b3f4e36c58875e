import { moments } from '../numeric/index.js';
import type { FrameSource } from './frame-source.js';
import { LineAgreement } from './line-correlation.js';
import { middleColumns, placeOf, toColumns, type ScoredLine } from './line.js';

/** Lines beside another are at least, and at most, so much earlier or later. */
const LEAST_LAG_SECONDS = 0.28;
const LONGEST_LAG_SECONDS = 4;
/** More than this of a line, about its middle, teaches nothing new. */
const MOST_SECONDS = 30;
/** A line beside counts where the reference has this share of its columns. */
const LEAST_COVER = 0.6;
/** With fewer lines beside it, how far theirs are spread is not known. */
const LEAST_LINES_BESIDE = 6;
/** Added to the spread, so that a few lines that agree alike by chance do not make one beyond measure. */
const SPREAD_MARGIN = 0.02;

/** How a line stands out from those of its tempo and pitch that lie up to 4 s beside it. */
export interface LineDistinction {
  /** By how much the two recordings agree better along it than along the best one beside it, in [−2, 1]. */
  readonly lead: number;
  /**
   * By how many standard deviations of the agreement along those beside it the two agree better along it than there on the
   * average; 0 where there are too few of these.
   */
  readonly prominence: number;
}

const NO_DISTINCTION: LineDistinction = { lead: 0, prominence: 0 };

/**
 * How a line stands out from those beside it. A copy agrees in one place; what only has a beat or a chord in common agrees
 * as well a beat or a bar later, as does music that repeats itself exactly. Under noise a copy agrees less everywhere:
 * its lead falls, while its prominence falls less.
 */
export function distinctionOf(
  reference: FrameSource,
  candidate: FrameSource,
  line: ScoredLine,
): LineDistinction {
  const { searchColumnFrames, framesPerSecond } = reference;
  const perSecond = framesPerSecond / searchColumnFrames;
  const [from, to] = middleColumns(line, candidate, MOST_SECONDS * perSecond);
  if (to <= from) return NO_DISTINCTION;
  const inColumns = toColumns(line, searchColumnFrames);
  const lags = Math.round(LONGEST_LAG_SECONDS * perSecond);
  const first = Math.max(0, Math.floor(placeOf(inColumns, from)) - lags - 2);
  const last = Math.min(
    Math.floor(reference.frames / searchColumnFrames),
    Math.ceil(placeOf(inColumns, to)) + lags + 3,
  );
  if (last <= first) return NO_DISTINCTION;
  const x = reference.whitened(first * searchColumnFrames, last * searchColumnFrames, searchColumnFrames);
  const y = candidate.whitened(from * searchColumnFrames, to * searchColumnFrames, searchColumnFrames);
  const agreement = new LineAgreement(x, y);
  const span = { fromFrame: 0, toFrame: y.frames, stepFrames: 1 };
  const start = placeOf(inColumns, from) - first;
  const at = (lag: number) => agreement.correlation({ ...inColumns, offsetFrames: start + lag }, span);
  const covered = (lag: number) => {
    const end = start + lag + line.tempoRatio * (y.frames - 1);
    const inside = Math.min(x.frames - 1, end) - Math.max(0, start + lag);
    return inside >= LEAST_COVER * line.tempoRatio * (y.frames - 1);
  };
  const beside: number[] = [];
  for (let lag = Math.round(LEAST_LAG_SECONDS * perSecond); lag <= lags; lag++) {
    for (const signed of [lag, -lag]) if (covered(signed)) beside.push(at(signed));
  }
  const score = at(0);
  return { lead: score - Math.max(0, ...beside), prominence: prominenceAmong(score, beside) };
}

function prominenceAmong(score: number, beside: readonly number[]): number {
  if (beside.length < LEAST_LINES_BESIDE) return 0;
  const { mean, deviation } = moments(beside);
  return (score - mean) / (deviation + SPREAD_MARGIN);
}
