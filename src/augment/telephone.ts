import type { Signal } from '../audio/index.js';
import { applyBandLimit, TELEPHONE_BAND } from './band-limit.js';
import { varispeed } from './varispeed.js';

/** A digital telephone line: 300 to 3400 Hz, 8000 samples per second, eight bits each by the µ-law. */
export interface Telephone {
  readonly kind: 'telephone';
}

const LINE_RATE_HZ = 8000;
const FULL_SCALE = 32_768;
/** Of ITU-T G.711, for 16-bit samples: added before the logarithm is taken, and the most that may come before it. */
const BIAS = 132;
const LOUDEST = 32_635;

/**
 * High pass at 300 Hz, then down to 8 kHz (whose filters are the low pass: 3 dB down near 3.4 kHz), through the µ-law,
 * and back. Samples beyond full scale are clipped, as on the line.
 *
 * @returns As many samples as the input has.
 * @see ITU-T G.711 and G.712.
 */
export function applyTelephone(signal: Signal): Signal {
  const { samples, sampleRateHz } = signal;
  const bass = applyBandLimit(signal, { kind: 'band-limit', lowHz: TELEPHONE_BAND.lowHz }).samples;
  const ratio = sampleRateHz / LINE_RATE_HZ;
  const line = varispeed(bass, ratio, Math.ceil(samples.length / ratio)).map(throughMuLaw);
  return { sampleRateHz, samples: varispeed(line, 1 / ratio, samples.length) };
}

/** What is left of a sample, nominally in [-1, 1], after eight bits: sign, three bits of exponent, four of mantissa. */
export function throughMuLaw(sample: number): number {
  const magnitude = Math.min(LOUDEST, Math.round(Math.abs(sample) * FULL_SCALE)) + BIAS;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0xf;
  const decoded = (((mantissa << 3) + BIAS) << exponent) - BIAS;
  return (sample < 0 ? -decoded : decoded) / FULL_SCALE;
}
