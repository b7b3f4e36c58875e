import { LineAgreement, type FrameSpan } from './line-correlation.js';
import type { Line, ScoredLine } from './line.js';
import { smoothColumn, type WhitenedFrames } from './whitened-frames.js';

/** Columns looked at, however long the line. */
const MAXIMUM_COLUMNS = 256;
const MAXIMUM_EVALUATIONS = 160;

/** First and last step of each coordinate: offset at the line's middle in frames, drift at its ends in frames, pitch in bins. */
interface Steps {
  readonly middle: number;
  readonly drift: number;
  readonly shift: number;
}

const COARSE_STEPS: Steps = { middle: 2, drift: 4, shift: 0.4 };
const FINE_STEPS: Steps = { middle: 0.5, drift: 0.5, shift: 0.08 };
/** Steps are halved until they are this share of the fine ones. */
const RESOLUTION = 0.06;

/**
 * Moves a line to the nearest maximum of the correlation, in offset, tempo and pitch together.
 *
 * @param near - Whether the line is known to lie within a frame or so already.
 */
export function refineLine(
  reference: WhitenedFrames,
  candidate: WhitenedFrames,
  start: Line,
  span: { readonly fromFrame: number; readonly toFrame: number },
  near = false,
): ScoredLine {
  const { fromFrame, toFrame } = span;
  const stepFrames = Math.max(1, Math.ceil((toFrame - fromFrame) / MAXIMUM_COLUMNS));
  const columns: FrameSpan = { fromFrame, toFrame, stepFrames };
  const middle = (fromFrame + toFrame - 1) / 2;
  const half = Math.max(1, (toFrame - fromFrame) / 2);
  const steps = near ? FINE_STEPS : COARSE_STEPS;

  // Coordinates that hardly depend on each other: where the middle lies, how far the ends drift, the pitch.
  const lineAt = (place: readonly number[]): Line => {
    const tempoRatio = start.tempoRatio + place[1]! / half;
    const middlePlace = start.offsetFrames + start.tempoRatio * middle + place[0]!;
    return {
      tempoRatio,
      shiftBins: start.shiftBins + place[2]!,
      offsetFrames: middlePlace - tempoRatio * middle,
    };
  };
  // Both smoothed alike: between bins the interpolated reference is smoother than on them, and would else be
  // preferred there where the candidate is noisy.
  const smoothed = new LineAgreement(reference, candidate, smoothColumn);
  const scoreAt = (place: readonly number[]) => smoothed.correlation(lineAt(place), columns);

  let place = [0, 0, 0];
  let score = scoreAt(place);
  let scale = 1;
  let evaluations = 1;
  const sizes = [steps.middle, steps.drift, steps.shift];
  const stop = (RESOLUTION * FINE_STEPS.middle) / steps.middle;
  while (scale > stop && evaluations < MAXIMUM_EVALUATIONS) {
    let moved = false;
    for (const [coordinate, size] of sizes.entries()) {
      for (const sign of [1, -1]) {
        const tried = place.with(coordinate, place[coordinate]! + sign * scale * size);
        const triedScore = scoreAt(tried);
        evaluations++;
        if (triedScore <= score) continue;
        place = tried;
        score = triedScore;
        moved = true;
        break;
      }
    }
    if (!moved) scale /= 2;
  }
  const line = lineAt(place);
  const final = new LineAgreement(reference, candidate).correlation(line, columns);
  return { ...line, score: final, fromFrame, toFrame };
}
