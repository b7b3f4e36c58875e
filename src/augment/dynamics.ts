import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { amplitudeRatio, peakLevel } from './level.js';
import { drawUniform, requireSetting, type SettingRange } from './setting-range.js';

/** Louder or softer. Nothing is clipped. */
export interface Gain {
  readonly kind: 'gain';
  /** In [-60, 60]. */
  readonly gainDb: number;
}

/** Peaks cut off flat, as by an overdriven input. */
export interface Clipping {
  readonly kind: 'clipping';
  /** How far below the highest peak of the signal everything is cut off, in [0, 60]. */
  readonly depthDb: number;
}

/** Loud parts made softer, as in broadcasting. */
export interface Compression {
  readonly kind: 'compression';
  /** Level relative to full scale above which the level is reduced, in [-60, 0]. */
  readonly thresholdDb: number;
  /** Decibels in over decibels out above the threshold, in [1, 100]. */
  readonly ratio: number;
  /** How fast the reduction sets in, in [0.0001, 1]: the time constant, to 1 − 1/e. */
  readonly attackSeconds: number;
  /** How fast it ends, in [0.001, 5]. */
  readonly releaseSeconds: number;
  /** Gain after the reduction, in [-60, 60]. */
  readonly makeUpDb: number;
}

export const GAIN_LIMITS: SettingRange = { min: -60, max: 60 };
export const CLIPPING_LIMITS: SettingRange = { min: 0, max: 60 };
export const COMPRESSION_LIMITS = {
  thresholdDb: { min: -60, max: 0 },
  ratio: { min: 1, max: 100 },
  attackSeconds: { min: 0.0001, max: 1 },
  releaseSeconds: { min: 0.001, max: 5 },
  makeUpDb: GAIN_LIMITS,
} as const satisfies CompressionRanges;

/** What `drawCompression` draws from. */
export type CompressionRanges = Readonly<Record<Exclude<keyof Compression, 'kind'>, SettingRange>>;

/** Draws a gain uniformly in decibels. */
export function drawGain(gainDb: SettingRange, rng: Rng): Gain {
  return { kind: 'gain', gainDb: drawUniform(gainDb, rng) };
}

/** Draws a depth uniformly in decibels. */
export function drawClipping(depthDb: SettingRange, rng: Rng): Clipping {
  return { kind: 'clipping', depthDb: drawUniform(depthDb, rng) };
}

/** Draws each setting uniformly and independently. */
export function drawCompression(ranges: CompressionRanges, rng: Rng): Compression {
  return {
    kind: 'compression',
    thresholdDb: drawUniform(ranges.thresholdDb, rng),
    ratio: drawUniform(ranges.ratio, rng),
    attackSeconds: drawUniform(ranges.attackSeconds, rng),
    releaseSeconds: drawUniform(ranges.releaseSeconds, rng),
    makeUpDb: drawUniform(ranges.makeUpDb, rng),
  };
}

/** @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a gain outside [-60, 60] dB. */
export function applyGain(signal: Signal, { gainDb }: Gain): Signal {
  requireSetting('Gain in dB', gainDb, GAIN_LIMITS);
  const ratio = amplitudeRatio(gainDb);
  return { ...signal, samples: signal.samples.map((sample) => sample * ratio) };
}

/** @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a depth outside [0, 60] dB. */
export function applyClipping(signal: Signal, { depthDb }: Clipping): Signal {
  requireSetting('Clipping depth in dB', depthDb, CLIPPING_LIMITS);
  const ceiling = peakLevel(signal.samples) * amplitudeRatio(-depthDb);
  return {
    ...signal,
    samples: signal.samples.map((sample) => Math.max(-ceiling, Math.min(ceiling, sample))),
  };
}

/**
 * A feed-forward compressor with a hard knee. The level is that of single samples; its gain, in decibels, follows it
 * with the two time constants.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a setting outside its range.
 * @see Giannoulis, Massberg & Reiss, "Digital dynamic range compressor design", JAES 2012.
 */
export function applyCompression(signal: Signal, compression: Compression): Signal {
  for (const [name, range] of Object.entries(COMPRESSION_LIMITS)) {
    requireSetting(`Compression ${name}`, compression[name as keyof CompressionRanges], range);
  }
  const { thresholdDb, ratio, attackSeconds, releaseSeconds, makeUpDb } = compression;
  const threshold = amplitudeRatio(thresholdDb);
  const attack = Math.exp(-1 / (attackSeconds * signal.sampleRateHz));
  const release = Math.exp(-1 / (releaseSeconds * signal.sampleRateHz));
  const slope = 1 - 1 / ratio;
  let reductionDb = 0;
  const samples = signal.samples.map((sample) => {
    const level = Math.abs(sample);
    const wantedDb = level > threshold ? slope * 20 * Math.log10(level / threshold) : 0;
    const memory = wantedDb > reductionDb ? attack : release;
    reductionDb = wantedDb + memory * (reductionDb - wantedDb);
    return sample * amplitudeRatio(makeUpDb - reductionDb);
  });
  return { ...signal, samples };
}
