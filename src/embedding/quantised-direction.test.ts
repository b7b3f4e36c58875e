import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { cosine } from './embedder.js';
import { openDirection, quantiseDirection } from './quantised-direction.js';

describe('a quantised direction', () => {
  it('keeps cosines to a few thousandths, of near and of far vectors', () => {
    const rng = new Rng(1);
    for (let trial = 0; trial < 200; trial++) {
      const nearness = rng.uniform();
      const a = Float32Array.from({ length: 257 }, () => rng.normal());
      const b = a.map((value) => nearness * value + (1 - nearness) * rng.normal());
      const stored = cosine(openDirection(quantiseDirection(a)), openDirection(quantiseDirection(b)));
      expect(Math.abs(stored - cosine(a, b))).toBeLessThan(0.004);
    }
  });

  it('does not depend on the length of the vector', () => {
    const vector = Float32Array.of(0.3, -1.7, 0.02, 0.9);
    expect(quantiseDirection(vector.map((value) => 8 * value))).toEqual(quantiseDirection(vector));
  });

  it('is all zeros for a vector without length', () => {
    expect(quantiseDirection(new Float32Array(3))).toEqual(new Int8Array(3));
  });
});
