import type { Signal } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';
import type { Rng } from '../numeric/index.js';
import { requireSetting, type SettingRange } from './setting-range.js';

/** The codecs that are used most at low bit rates. */
export const LOSSY_CODECS = ['mp3', 'aac', 'opus'] as const;
export type LossyCodec = (typeof LOSSY_CODECS)[number];

/** Encoded by a lossy codec, and decoded again. */
export interface LossyCoding {
  readonly kind: 'codec';
  readonly codec: LossyCodec;
  /** Of the mono stream, in [8, 320]. MP3 knows steps only, and the nearest is taken. */
  readonly bitrateKbps: number;
}

/**
 * Port: what a lossy codec leaves of a sound. An instance may be used by one thread only.
 */
export interface LossyCoder {
  /**
   * Encodes and decodes.
   *
   * @param samples - Mono samples, shape (n). Not modified.
   * @param sampleRateHz - Of `samples` and of the result; the codec may work at another.
   * @returns Shape (n). Encoder's and decoder's delay are taken out: what sounds at t in the input sounds within a
   *   millisecond of t in the result. The same input gives the same output on one machine.
   */
  code(samples: Float32Array, sampleRateHz: number, coding: LossyCoding): Float32Array<ArrayBuffer>;
}

export const BITRATE_LIMITS: SettingRange = { min: 8, max: 320 };

/** Draws a codec, then one of its bit rates. */
export function drawLossyCoding(
  bitratesKbps: Readonly<Record<LossyCodec, readonly number[]>>,
  rng: Rng,
): LossyCoding {
  const codec = rng.choose(LOSSY_CODECS);
  return { kind: 'codec', codec, bitrateKbps: rng.choose(bitratesKbps[codec]) };
}

/**
 * @returns As many samples as the input has.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a bit rate outside [8, 320] kbit/s; `INTERNAL` without a coder.
 */
export function applyLossyCoding(signal: Signal, coding: LossyCoding, coder: LossyCoder | undefined): Signal {
  requireSetting('Bit rate in kbit/s', coding.bitrateKbps, BITRATE_LIMITS);
  if (coder === undefined) throw new DoppeltonError('INTERNAL', 'there is no coder for lossy codecs here');
  const { samples, sampleRateHz } = signal;
  if (samples.length === 0) return { ...signal, samples: samples.slice() };
  return { sampleRateHz, samples: coder.code(samples, sampleRateHz, coding) };
}
