import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { drawLogUniform, requireSetting, type SettingRange } from './setting-range.js';

/** A high pass at `lowHz`, a low pass at `highHz`, or both: a band pass. An absent edge does nothing. */
export interface BandLimit {
  readonly kind: 'band-limit';
  /** In [1, sampleRateHz / 2). */
  readonly lowHz?: number | undefined;
  /** In [1, sampleRateHz / 2). */
  readonly highHz?: number | undefined;
}

/** What an analogue telephone lets through (ITU-T G.712). */
export const TELEPHONE_BAND: BandLimit = { kind: 'band-limit', lowHz: 300, highHz: 3400 };

/** Qs of the two sections of a fourth-order Butterworth filter: 1 / (2 cos(π/8)) and 1 / (2 cos(3π/8)). */
const BUTTERWORTH_QS = [1 / (2 * Math.cos(Math.PI / 8)), 1 / (2 * Math.cos((3 * Math.PI) / 8))];

/** Draws the edges that have a range, uniformly in the logarithm of frequency. */
export function drawBandLimit(
  ranges: { readonly lowHz?: SettingRange | undefined; readonly highHz?: SettingRange | undefined },
  rng: Rng,
): BandLimit {
  const { lowHz, highHz } = ranges;
  return {
    kind: 'band-limit',
    ...(lowHz && { lowHz: drawLogUniform(lowHz, rng) }),
    ...(highHz && { highHz: drawLogUniform(highHz, rng) }),
  };
}

/**
 * Filters with Butterworth slopes of 24 dB per octave; 3 dB down at the edges.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for an edge below 1 Hz or not below half the sample rate.
 * @see R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients"; W3C note, 2021.
 */
export function applyBandLimit(signal: Signal, { lowHz, highHz }: BandLimit): Signal {
  const samples = signal.samples.slice();
  if (lowHz !== undefined) filterInPlace(samples, signal.sampleRateHz, lowHz, 'high-pass');
  if (highHz !== undefined) filterInPlace(samples, signal.sampleRateHz, highHz, 'low-pass');
  return { ...signal, samples };
}

function filterInPlace(
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
