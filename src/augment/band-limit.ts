import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { filterButterworth } from './butterworth.js';
import { drawLogUniform, type SettingRange } from './setting-range.js';

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
 */
export function applyBandLimit(signal: Signal, { lowHz, highHz }: BandLimit): Signal {
  const samples = signal.samples.slice();
  if (lowHz !== undefined) filterButterworth(samples, signal.sampleRateHz, lowHz, 'high-pass');
  if (highHz !== undefined) filterButterworth(samples, signal.sampleRateHz, highHz, 'low-pass');
  return { ...signal, samples };
}
