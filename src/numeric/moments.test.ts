import { describe, expect, it } from 'vitest';
import { moments } from './moments.js';

describe('moments', () => {
  it('are the mean and the deviation over all', () => {
    expect(moments([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: 2 });
    expect(moments(Float64Array.of(3))).toEqual({ mean: 3, deviation: 0 });
  });

  it('hold where the mean is far larger than the spread', () => {
    expect(moments([1e9 - 1, 1e9 + 1])).toEqual({ mean: 1e9, deviation: 1 });
  });

  it('are not to be had of nothing', () => {
    expect(moments([])).toEqual({ mean: NaN, deviation: NaN });
  });
});
