import { describe, expect, it } from 'vitest';
import { RowProducts } from './row-products.js';

describe('RowProducts', () => {
  it('are the sums of products of each row, of any length, one matrix after the other', () => {
    const products = new RowProducts();
    for (const [rows, size] of [
      [5, 8],
      [3, 7],
      [1, 1],
      [40, 300],
      [2, 4],
    ] as const) {
      const matrix = Float32Array.from({ length: rows * size }, (_, i) => (i % 13) - 5);
      products.load(matrix, size);
      for (const factor of [0.5, -3]) {
        const vector = Float32Array.from({ length: size }, (_, i) => factor * (i + 1));
        const expected = Array.from({ length: rows }, (_, row) =>
          vector.reduce((sum, value, i) => sum + value * matrix[row * size + i]!, 0),
        );
        expect([...products.with(vector)]).toEqual(expected);
      }
    }
  });

  it('keep double precision', () => {
    const products = new RowProducts();
    products.load(Float32Array.of(1, 1, 1, 1, 2 ** 20, 1, -(2 ** 20), 1), 4);
    expect([...products.with(Float32Array.of(2 ** 20, 2 ** -20, -(2 ** 20), 2 ** -20))]).toEqual([
      2 ** -19,
      2 ** 41 + 2 ** -19,
    ]);
  });
});
