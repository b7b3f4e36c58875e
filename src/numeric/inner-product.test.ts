import { describe, expect, it } from 'vitest';
import { innerProduct } from './inner-product.js';

describe('innerProduct', () => {
  it('sums the products of as many numbers as the second has, from any place of the first on', () => {
    const a = Float32Array.from({ length: 40 }, (_, i) => i - 11);
    for (let length = 0; length < 12; length++) {
      const b = Float32Array.from({ length }, (_, i) => 3 * i + 0.5);
      for (const start of [0, 1, 28]) {
        const expected = b.reduce((sum, value, i) => sum + value * (start + i - 11), 0);
        expect(innerProduct(a, start, b)).toBe(expected);
      }
    }
  });
});
