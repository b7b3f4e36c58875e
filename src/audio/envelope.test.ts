import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { EnvelopeStream } from './envelope.js';

function outlineOf(samples: Float32Array, pieceSamples: number) {
  const stream = new EnvelopeStream(1000);
  for (let at = 0; at < samples.length; at += pieceSamples) {
    stream.push(samples.subarray(at, at + pieceSamples));
  }
  return stream.end();
}

describe('an envelope', () => {
  it('holds the lowest and the highest sample of each stretch, however long the sound', () => {
    const rng = new Rng(1);
    for (const length of [1, 64, 1000, 64 * 4096, 64 * 4096 + 1, 600_000]) {
      const samples = Float32Array.from({ length }, () => rng.uniform(-1, 1));
      const { secondsPerPoint, minima, maxima } = outlineOf(samples, 777);
      const pointSamples = Math.round(1000 * secondsPerPoint);
      expect(minima.length).toBe(Math.ceil(length / pointSamples));
      expect(minima.length).toBeLessThanOrEqual(4096);
      for (let i = 0; i < minima.length; i++) {
        const stretch = samples.subarray(i * pointSamples, (i + 1) * pointSamples);
        expect(minima[i]).toBe(stretch.reduce((a, b) => Math.min(a, b)));
        expect(maxima[i]).toBe(stretch.reduce((a, b) => Math.max(a, b)));
      }
    }
  });

  it('does not depend on the pieces that the sound comes in', () => {
    const rng = new Rng(2);
    const samples = Float32Array.from({ length: 300_000 }, () => rng.uniform(-1, 1));
    expect(outlineOf(samples, 1)).toEqual(outlineOf(samples, 65_536));
  });
});
