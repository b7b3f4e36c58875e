import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { ColumnMoments } from './column-moments.js';

describe('ColumnMoments', () => {
  it.each([1, 6, 84])('sums numbers and products of two of them over all columns of %i bins', (bins) => {
    const rng = new Rng(bins);
    const moments = new ColumnMoments(bins);
    const all: number[][] = [];
    for (const frames of [3, 0, 20]) {
      const columns = Array.from({ length: frames }, () =>
        Array.from(Float32Array.from({ length: bins }, () => rng.normal())),
      );
      all.push(...columns);
      moments.add({ data: Float32Array.from(columns.flat()), frames, bins, framesPerSecond: 20 });
    }
    const { sums, products, width } = moments;
    expect(moments.columns).toBe(23);
    for (let i = 0; i < bins; i++) {
      expect(sums[i]).toBe(all.reduce((sum, column) => sum + column[i]!, 0));
      for (let j = 0; j <= i; j++) {
        const expected = all.reduce((sum, column) => sum + column[i]! * column[j]!, 0);
        expect(products[i * width + j]).toBe(expected);
      }
    }
  });
});
