import { describe, expect, it } from 'vitest';
import { meanCosineAlong } from './mean-cosine.js';

const segment = {
  referenceStartSeconds: 20,
  referenceEndSeconds: 40,
  candidateStartSeconds: 0,
  candidateEndSeconds: 10,
  tempoRatio: 2,
  pitchShiftSemitones: 0,
  score: 0.5,
  lead: 0.3,
  prominence: 5,
};

/** Fragments of 2 s around these middles; the angle of each says where it comes from. */
function fragments(middles: readonly number[], angleOf: (seconds: number) => number) {
  return middles.map((seconds) => ({
    startSeconds: seconds - 1,
    endSeconds: seconds + 1,
    vector: Float32Array.of(Math.cos(angleOf(seconds)), Math.sin(angleOf(seconds))),
  }));
}

describe('the mean cosine along a segment', () => {
  it('is that of fragments which meet by the tempo of the segment', () => {
    const references = fragments([20, 22, 24, 26, 28, 30, 32, 34], (t) => t);
    const candidates = fragments([1, 2, 3, 4], (t) => 20 + 2 * t + 0.3);
    expect(meanCosineAlong(segment, references, candidates)).toBeCloseTo(Math.cos(0.3), 6);
  });

  it('leaves out fragments beyond the segment, and those that nothing meets', () => {
    const references = fragments([22, 30], () => 0);
    const candidates = fragments([1, 3, 50], (t) => (t === 1 ? 0 : Math.PI));
    expect(meanCosineAlong(segment, references, candidates)).toBeCloseTo(1, 6);
  });

  it('is 0 where no fragments meet', () => {
    expect(
      meanCosineAlong(
        segment,
        fragments([90], () => 0),
        fragments([5], () => 0),
      ),
    ).toBe(0);
  });
});
