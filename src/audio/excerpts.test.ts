import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { EXCERPT_SECONDS, ExcerptStream, excerptsOf } from './excerpts.js';

const RATE = 100;
const noise = (seconds: number) => {
  const rng = new Rng(seconds);
  return Float32Array.from({ length: seconds * RATE }, () => rng.uniform(-1, 1));
};

describe('excerpts', () => {
  it('are pieces of the sound, evenly spaced, and no more however long it is', () => {
    for (const seconds of [1, 2, 10, 95, 96, 97.5, 98, 400, 5000]) {
      const samples = noise(seconds);
      const excerpts = excerptsOf({ samples, sampleRateHz: RATE });
      expect(excerpts.length).toBeLessThanOrEqual(32);
      const spacing = (excerpts[1]?.startSeconds ?? 3) - (excerpts[0]?.startSeconds ?? 0);
      const expected = Math.floor((seconds - EXCERPT_SECONDS) / spacing) + 1;
      expect(excerpts.length).toBe(seconds < EXCERPT_SECONDS ? 0 : expected);
      expect(Math.log2(spacing / 3) % 1).toBe(0);
      excerpts.forEach((excerpt, i) => {
        expect(excerpt.startSeconds).toBe(i * spacing);
        const start = excerpt.startSeconds * RATE;
        expect(excerpt.samples).toEqual(samples.subarray(start, start + EXCERPT_SECONDS * RATE));
      });
    }
  });

  it('do not depend on the pieces that the sound comes in', () => {
    const samples = noise(250);
    const stream = new ExcerptStream(RATE);
    for (let at = 0; at < samples.length; at += 37) stream.push(samples.subarray(at, at + 37));
    expect(stream.end()).toEqual(excerptsOf({ samples, sampleRateHz: RATE }));
  });
});
