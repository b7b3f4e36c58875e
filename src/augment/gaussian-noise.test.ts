import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { applyGaussianNoise, drawGaussianNoise } from './index.js';

const signal = {
  samples: Float32Array.from({ length: 100_000 }, (_, i) => 0.3 * Math.sin(i / 7)),
  sampleRateHz: 22_050,
};

function noiseOf(amplitude: number, seed: number): Float32Array {
  const { samples } = applyGaussianNoise(signal, { kind: 'gaussian-noise', amplitude, seed });
  return samples.map((sample, i) => sample - signal.samples[i]!);
}

describe('Gaussian noise', () => {
  it.each([0.001, 0.005, 0.015])(
    'at amplitude %s has that standard deviation, mean 0 and white samples',
    (amplitude) => {
      const noise = noiseOf(amplitude, 11);
      const mean = noise.reduce((sum, x) => sum + x, 0) / noise.length;
      const variance = noise.reduce((sum, x) => sum + (x - mean) ** 2, 0) / noise.length;
      const neighbours = noise.reduce((sum, x, i) => sum + x * (noise[i - 1] ?? 0), 0) / noise.length;
      expect(Math.abs(Math.sqrt(variance) / amplitude - 1)).toBeLessThan(0.02);
      expect(Math.abs(mean)).toBeLessThan(0.02 * amplitude);
      expect(Math.abs(neighbours / variance)).toBeLessThan(0.02);
    },
  );

  it('is named by its seed', () => {
    const start = (seed: number) => noiseOf(0.01, seed).slice(0, 1000);
    expect(start(3)).toEqual(start(3));
    expect(start(3)).not.toEqual(start(4));
  });

  it('leaves its input alone and its length unchanged', () => {
    const short = { ...signal, samples: signal.samples.slice(0, 1000) };
    const altered = applyGaussianNoise(short, { kind: 'gaussian-noise', amplitude: 0.01, seed: 1 });
    expect(altered.samples.length).toBe(1000);
    expect(short.samples).toEqual(signal.samples.slice(0, 1000));
  });

  it('draws a new seed every time', () => {
    const rng = new Rng(8);
    const range = { min: 0.001, max: 0.015 };
    const first = drawGaussianNoise(range, rng);
    expect(drawGaussianNoise(range, rng).seed).not.toBe(first.seed);
    expect(drawGaussianNoise(range, new Rng(8))).toEqual(first);
  });

  it('refuses an amplitude below 0 or above full scale', () => {
    expect(() => noiseOf(-0.1, 1)).toThrow(/between 0 and 1/);
    expect(() => noiseOf(1.1, 1)).toThrow(/between 0 and 1/);
  });
});
