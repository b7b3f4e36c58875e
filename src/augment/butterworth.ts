import { requireSetting } from './setting-range.js';

/** Qs of the two sections of a fourth-order Butterworth filter: 1 / (2 cos(π/8)) and 1 / (2 cos(3π/8)). */
const BUTTERWORTH_QS = [1 / (2 * Math.cos(Math.PI / 8)), 1 / (2 * Math.cos((3 * Math.PI) / 8))];

/**
 * Filters in place with the slopes of a fourth-order Butterworth filter, 24 dB per octave; 3 dB down at the cutoff.
 *
 * @param samples - Shape (n). What was before the first is taken for silence.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a cutoff below 1 Hz or not below half the sample rate.
 * @see R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients"; W3C note, 2021.
 */
export function filterButterworth(
  samples: Float32Array,
  sampleRateHz: number,
  cutoffHz: number,
  response: 'low-pass' | 'high-pass',
): void {
  requireSetting('Cutoff frequency in Hz', cutoffHz, { min: 1, max: 0.499 * sampleRateHz });
  const omega = (2 * Math.PI * cutoffHz) / sampleRateHz;
  const cosine = Math.cos(omega);
  const sign = response === 'low-pass' ? 1 : -1;
  for (const q of BUTTERWORTH_QS) {
    const alpha = Math.sin(omega) / (2 * q);
    const b0 = (1 - sign * cosine) / 2 / (1 + alpha);
    runBiquad(samples, [b0, 2 * sign * b0, b0], [(-2 * cosine) / (1 + alpha), (1 - alpha) / (1 + alpha)]);
  }
}

/** Transposed direct form II, in place. */
function runBiquad(
  samples: Float32Array,
  [b0, b1, b2]: readonly [number, number, number],
  [a1, a2]: readonly [number, number],
): void {
  let state1 = 0;
  let state2 = 0;
  for (let i = 0; i < samples.length; i++) {
    const input = samples[i]!;
    const output = b0 * input + state1;
    state1 = b1 * input - a1 * output + state2;
    state2 = b2 * input - a2 * output;
    samples[i] = output;
  }
}
