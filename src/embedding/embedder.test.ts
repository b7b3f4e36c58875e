import { describe, expect, it } from 'vitest';
import { cosine } from './embedder.js';

describe('cosine', () => {
  it('is 1 for a vector and any positive multiple of it, −1 for the opposite, 0 at a right angle', () => {
    const a = Float32Array.of(1, 2, 3);
    expect(cosine(a, Float32Array.of(2, 4, 6))).toBeCloseTo(1, 12);
    expect(cosine(a, Float32Array.of(-1, -2, -3))).toBeCloseTo(-1, 12);
    expect(cosine(Float32Array.of(1, 0), Float32Array.of(0, 5))).toBe(0);
  });

  it('is 0 for a vector without length', () => {
    expect(cosine(Float32Array.of(0, 0), Float32Array.of(1, 2))).toBe(0);
  });
});
