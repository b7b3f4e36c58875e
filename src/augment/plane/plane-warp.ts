import { PAPER_CONSTANT_Q, type ConstantQ } from '../../features/index.js';

/** Which stretch of a plane is read, how fast, and how much higher it comes out. */
export interface PlaneWarp {
  /** Source frame that becomes frame 0; may be negative or fractional. */
  readonly startFrame: number;
  /** Length of the result. */
  readonly frames: number;
  /** > 0; 1.08 plays 8 % faster: frame t of the result reads source frame startFrame + 1.08 t. */
  readonly tempoRatio: number;
  /** Semitones added to every pitch, fractions too. */
  readonly shiftSemitones: number;
}

/** Where row or column i of a result comes from: (1 − weight) · source[index] + weight · source[index + 1]. */
interface Tap {
  readonly index: number;
  readonly weight: number;
}

/**
 * Changes tempo and pitch of a constant-Q plane, each by linear interpolation. What lies outside the source is silent.
 * A change of playing speed is both at once: tempoRatio r with 12 log2 r semitones.
 *
 * @param plane - Linear magnitudes. Not modified.
 * @returns Shape (plane.bins, warp.frames).
 */
export function warpPlane(
  plane: ConstantQ,
  warp: PlaneWarp,
  binsPerOctave = PAPER_CONSTANT_Q.binsPerOctave,
): ConstantQ {
  const { bins } = plane;
  const { frames } = warp;
  const data = new Float32Array(bins * frames);
  const source = Int32Array.from(
    { length: frames },
    (_, t) => tapAt(warp.startFrame + t * warp.tempoRatio).index,
  );
  const weights = Float32Array.from({ length: frames }, (_, t) => {
    return tapAt(warp.startFrame + t * warp.tempoRatio).weight;
  });
  // Two silent columns behind the last one, so that reading just past either end needs no question.
  const row = new Float32Array(plane.frames + 2);
  const shiftBins = (warp.shiftSemitones * binsPerOctave) / 12;
  for (let bin = 0; bin < bins; bin++) {
    if (!readRow(plane, tapAt(bin - shiftBins), row)) continue;
    for (let t = 0; t < frames; t++) {
      const at = source[t]!;
      if (at < -1 || at >= plane.frames) continue;
      const before = at < 0 ? 0 : row[at]!;
      data[bin * frames + t] = before + weights[t]! * (row[at + 1]! - before);
    }
  }
  return { data, bins, frames };
}

function tapAt(position: number): Tap {
  const index = Math.floor(position);
  return { index, weight: position - index };
}

/** Interpolates between two rows of a plane into `row`; false when both lie outside, or count for nothing. */
function readRow(plane: ConstantQ, { index, weight }: Tap, row: Float32Array): boolean {
  const { data, bins, frames } = plane;
  const hasLower = index >= 0 && index < bins;
  const hasUpper = weight > 0 && index + 1 >= 0 && index + 1 < bins;
  if (!hasLower && !hasUpper) return false;
  const lower = index * frames;
  const upper = lower + frames;
  for (let t = 0; t < frames; t++) {
    row[t] = (hasLower ? (1 - weight) * data[lower + t]! : 0) + (hasUpper ? weight * data[upper + t]! : 0);
  }
  return true;
}
