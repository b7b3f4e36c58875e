import { DoppeltonError } from '../errors/index.js';
import type { Signal } from '../audio/index.js';
import { SNR_LIMITS } from './coloured-noise.js';
import { addAtSnr, audiblePower } from './level.js';
import { requireSetting } from './setting-range.js';

/**
 * Lays another recording under a signal: a room's hum, a crowd, a second piece of music. Not an `Alteration`, as it
 * needs more sound than plain data can hold.
 *
 * @param signal - Not modified.
 * @param excerpt - At the same sample rate, at least one sample; repeated from its beginning where it is shorter, cut
 *   off where it is longer. Not modified.
 * @param snrDb - Power of the signal over that of the excerpt, each from 20 Hz up and over the whole result, in [-60, 120].
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for another ratio, different sample rates, or an empty excerpt.
 */
export function mixAtSnr(signal: Signal, excerpt: Signal, snrDb: number): Signal {
  requireSetting('Signal-to-excerpt ratio in dB', snrDb, SNR_LIMITS);
  if (excerpt.sampleRateHz !== signal.sampleRateHz || excerpt.samples.length === 0) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `An excerpt of ${excerpt.samples.length} samples at ${excerpt.sampleRateHz} Hz cannot be mixed with a signal ` +
        `at ${signal.sampleRateHz} Hz.`,
    );
  }
  const { length } = excerpt.samples;
  const repeated = signal.samples.map((_, i) => excerpt.samples[i % length]!);
  return { ...signal, samples: addAtSnr(signal.samples, repeated, snrDb, audiblePower(signal.sampleRateHz)) };
}
