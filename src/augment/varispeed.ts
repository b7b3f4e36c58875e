import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { drawUniform, requireSetting, type SettingRange } from './setting-range.js';
import { createSincTable } from './sinc-table.js';

/** Tempo and pitch changed together, as by a record played too fast or too slow. */
export interface Speed {
  readonly kind: 'speed';
  /** Candidate's speed over the reference's, in [0.5, 2]; the pitch moves by 12·log2(speedRatio) semitones. */
  readonly speedRatio: number;
}

export const SPEED_LIMITS: SettingRange = { min: 0.5, max: 2 };

/** Draws a speed uniformly. */
export function drawSpeed(speedRatio: SettingRange, rng: Rng): Speed {
  return { kind: 'speed', speedRatio: drawUniform(speedRatio, rng) };
}

/**
 * Plays a signal faster or slower.
 *
 * @returns round(n / speedRatio) samples.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a ratio outside [0.5, 2].
 */
export function applySpeed(signal: Signal, { speedRatio }: Speed): Signal {
  requireSetting('Speed ratio', speedRatio, SPEED_LIMITS);
  const length = Math.round(signal.samples.length / speedRatio);
  return { ...signal, samples: varispeed(signal.samples, speedRatio, length) };
}

/**
 * Reads a signal at another speed, by windowed-sinc interpolation. What the new rate cannot carry is filtered out
 * first: at speed r > 1, frequencies above 1/r of the Nyquist frequency. Flat to 0.75 of the band that remains; images
 * and aliases at least 80 dB down.
 *
 * @param samples - Shape (n). Not modified. Silence is assumed on both sides.
 * @param speedRatio - Input samples per output sample, > 0.
 * @param outputLength - Samples to make.
 * @returns Shape (outputLength); element i is the input at position i · speedRatio.
 */
export function varispeed(
  samples: Float32Array,
  speedRatio: number,
  outputLength: number,
): Float32Array<ArrayBuffer> {
  if (speedRatio === 1) {
    const copy = new Float32Array(outputLength);
    copy.set(samples.subarray(0, outputLength));
    return copy;
  }
  const { taps, phases, coefficients } = createSincTable(Math.min(1, 1 / speedRatio));
  const lastPosition = Math.max(samples.length, Math.ceil(outputLength * speedRatio));
  const padded = new Float64Array(taps + lastPosition + taps);
  padded.set(samples, taps / 2 - 1);
  const result = new Float32Array(outputLength);
  for (let i = 0; i < outputLength; i++) {
    const position = i * speedRatio;
    const whole = Math.floor(position);
    const phase = (position - whole) * phases;
    const row = Math.floor(phase);
    // Two filters at once, each in two sums, for the processor to overlap: twice as fast as one by one.
    let near0 = 0;
    let near1 = 0;
    let far0 = 0;
    let far1 = 0;
    const end = whole + taps;
    for (let at = whole, near = row * taps, far = near + taps; at < end; at += 2, near += 2, far += 2) {
      const sample0 = padded[at]!;
      const sample1 = padded[at + 1]!;
      near0 += sample0 * coefficients[near]!;
      near1 += sample1 * coefficients[near + 1]!;
      far0 += sample0 * coefficients[far]!;
      far1 += sample1 * coefficients[far + 1]!;
    }
    const nearSum = near0 + near1;
    result[i] = nearSum + (phase - row) * (far0 + far1 - nearSum);
  }
  return result;
}
