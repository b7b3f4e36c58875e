import type { ConstantQ } from '../../features/index.js';

/**
 * Evens out loud and quiet, as a compressor does: every frame's level L becomes max L · (L / max L)^exponent. The balance
 * of pitches within a frame stays.
 *
 * @param plane - Linear magnitudes. Not modified.
 * @param exponent - In (0, 1]; 1 changes nothing. Above 1 it expands.
 */
export function compressPlaneDynamics(plane: ConstantQ, exponent: number): ConstantQ {
  const { bins, frames } = plane;
  const levels = new Float64Array(frames);
  for (let bin = 0; bin < bins; bin++) {
    for (let t = 0; t < frames; t++) levels[t]! += plane.data[bin * frames + t]! ** 2;
  }
  const max = levels.reduce((loudest, power) => Math.max(loudest, power), 0);
  // Levels are powers here, hence half the exponent.
  const gains = levels.map((power) => (power === 0 ? 0 : (power / max) ** (0.5 * (exponent - 1))));
  const data = new Float32Array(plane.data.length);
  for (let bin = 0; bin < bins; bin++) {
    for (let t = 0; t < frames; t++) data[bin * frames + t] = gains[t]! * plane.data[bin * frames + t]!;
  }
  return { data, bins, frames };
}

/**
 * Softly limits strong cells, as an overdriven stage flattens what is loudest: m / √(1 + (m / knee)²).
 *
 * @param plane - Linear magnitudes. Not modified.
 * @param kneeRatio - The knee over the plane's maximum, > 0; far above 1 nothing changes.
 */
export function saturatePlane(plane: ConstantQ, kneeRatio: number): ConstantQ {
  let max = 0;
  for (const magnitude of plane.data) max = Math.max(max, magnitude);
  const inverseKnee = max === 0 ? 0 : 1 / (kneeRatio * max);
  const data = plane.data.map((magnitude) => magnitude / Math.sqrt(1 + (magnitude * inverseKnee) ** 2));
  return { ...plane, data };
}
