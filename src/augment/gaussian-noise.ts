import type { Signal } from '../audio/index.js';
import { Rng } from '../numeric/index.js';
import { drawUniform, requireSetting, type SettingRange } from './setting-range.js';

/** White Gaussian noise of a fixed level, whatever the level of the signal. */
export interface GaussianNoise {
  readonly kind: 'gaussian-noise';
  /** Standard deviation of the noise relative to full scale (1.0), in [0, 1]. */
  readonly amplitude: number;
  /** Names the noise: the same seed gives the same samples. */
  readonly seed: number;
}

export const GAUSSIAN_NOISE_LIMITS: SettingRange = { min: 0, max: 1 };

/** Draws an amplitude uniformly, and a seed of its own for the noise. */
export function drawGaussianNoise(amplitude: SettingRange, rng: Rng): GaussianNoise {
  return { kind: 'gaussian-noise', amplitude: drawUniform(amplitude, rng), seed: rng.uint32() };
}

/**
 * Adds independent normal samples. The sum is not clipped to [-1, 1].
 *
 * The amplitude reads as in audiomentations' `AddGaussianNoise`, whose default range is the paper's: it multiplies
 * standard normal samples.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for an amplitude outside [0, 1].
 */
export function applyGaussianNoise(signal: Signal, { amplitude, seed }: GaussianNoise): Signal {
  requireSetting('Noise amplitude', amplitude, GAUSSIAN_NOISE_LIMITS);
  const rng = new Rng(seed);
  return { ...signal, samples: signal.samples.map((sample) => sample + amplitude * rng.normal()) };
}
