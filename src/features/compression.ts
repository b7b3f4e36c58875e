import type { ConstantQ } from './constant-q.js';
import { levelsAround } from './level.js';

/** How magnitudes are brought into a range that a network learns from. */
export type Compression =
  | {
      /** The magnitudes as they are, as in the paper. */
      readonly kind: 'none';
    }
  | {
      /** log(1 + gain · C / max C) / log(1 + gain): in [0, 1], and the same for a louder copy. */
      readonly kind: 'log';
      /** > 0; 50 raises what lies 34 dB below the maximum to a sixth of the range. */
      readonly gain: number;
    }
  | {
      /**
       * log(1 + gain · C / L) with L the mean magnitude of the sound around each column: the same for a louder copy,
       * and (but for its ends) for an excerpt of a longer one.
       */
      readonly kind: 'level-log';
      /** > 0. */
      readonly gain: number;
      /** Columns that the level is taken over, half of them before and half after. */
      readonly levelFrames: number;
      /** So many columns are averaged into one. */
      readonly columnFrames: number;
    };

/** Columns that {@link compressMagnitudes} makes of so many. */
export function compressedFrames(frames: number, compression: Compression): number {
  return compression.kind === 'level-log' ? Math.floor(frames / compression.columnFrames) : frames;
}

/**
 * Compresses the magnitudes of a fragment, relative to its own loudness.
 *
 * @param plane - Linear magnitudes ≥ 0. Not modified.
 * @returns A new plane; a silent one stays zero.
 */
export function compressMagnitudes(plane: ConstantQ, compression: Compression): ConstantQ {
  if (compression.kind === 'level-log') return compressByLevel(plane, compression);
  const data = plane.data.slice();
  if (compression.kind === 'log') {
    let max = 0;
    for (const magnitude of data) max = Math.max(max, magnitude);
    if (max > 0) {
      const inputScale = compression.gain / max;
      const outputScale = 1 / Math.log1p(compression.gain);
      for (let i = 0; i < data.length; i++) data[i] = Math.log1p(data[i]! * inputScale) * outputScale;
    }
  }
  return { ...plane, data };
}

function compressByLevel(
  plane: ConstantQ,
  { gain, levelFrames, columnFrames }: Extract<Compression, { kind: 'level-log' }>,
): ConstantQ {
  const { bins } = plane;
  const frames = Math.floor(plane.frames / columnFrames);
  const inputScales = levelsAround(plane, levelFrames).map((level) => gain / level);
  const data = new Float32Array(bins * frames);
  for (let bin = 0; bin < bins; bin++) {
    const row = bin * plane.frames;
    for (let t = 0; t < frames; t++) {
      let sum = 0;
      for (let source = t * columnFrames; source < (t + 1) * columnFrames; source++) {
        sum += plane.data[row + source]! * inputScales[source]!;
      }
      // Where log1p would differ, the result is too small to be heard, and it takes twice as long.
      data[bin * frames + t] = Math.log(1 + sum / columnFrames);
    }
  }
  return { data, bins, frames };
}
