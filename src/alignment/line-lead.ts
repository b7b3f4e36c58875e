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

/**
 * How much better two recordings agree along a line than along any other of its tempo and pitch that lies up to 4 s beside
 * it. A copy agrees in one place; what only has a beat or a chord in common agrees as well a beat or a bar later.
 *
 * @returns Difference of correlations, in [−2, 1]; near 0 too for music that repeats itself exactly.
 */
export function leadOf(reference: FrameSource, candidate: FrameSource, line: ScoredLine): number {
  const { searchColumnFrames, framesPerSecond } = reference;
  const perSecond = framesPerSecond / searchColumnFrames;
  const [from, to] = middleColumns(line, candidate, MOST_SECONDS * perSecond);
  if (to <= from) return 0;
  const inColumns = toColumns(line, searchColumnFrames);
  const lags = Math.round(LONGEST_LAG_SECONDS * perSecond);
  const first = Math.max(0, Math.floor(placeOf(inColumns, from)) - lags - 2);
  const last = Math.min(
    Math.floor(reference.frames / searchColumnFrames),
    Math.ceil(placeOf(inColumns, to)) + lags + 3,
  );
  if (last <= first) return 0;
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
  let beside = 0;
  for (let lag = Math.round(LEAST_LAG_SECONDS * perSecond); lag <= lags; lag++) {
    for (const signed of [lag, -lag]) if (covered(signed)) beside = Math.max(beside, at(signed));
  }
  return at(0) - beside;
}
