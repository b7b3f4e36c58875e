import type { ConstantQ } from './constant-q.js';

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
    };

/**
 * Compresses the magnitudes of one fragment, relative to the fragment's own maximum.
 *
 * @param plane - Linear magnitudes ≥ 0. Not modified.
 * @returns A new plane; a silent one stays zero.
 */
export function compressMagnitudes(plane: ConstantQ, compression: Compression): ConstantQ {
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
