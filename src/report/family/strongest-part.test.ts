import { describe, expect, it } from 'vitest';
import { strongestPart } from './strongest-part.js';

const pair = (from: number, to: number, weight = 1) => ({ from, to, weight });

describe('the strongest part of a family', () => {
  it('is all of it where it is small enough', () => {
    const pairs = [pair(0, 1), pair(1, 2)];
    expect(strongestPart(3, pairs, 3)).toEqual({ recordings: [0, 1, 2], pairs: [0, 1] });
  });

  it('hangs together, and has those that share most with one another', () => {
    // Around 4 there is a dense part; 0 to 3 are a chain that leads there, 8 hangs on 7 by little.
    const chain = [pair(0, 1), pair(1, 2), pair(2, 3), pair(3, 4)];
    const dense = [pair(4, 5), pair(4, 6), pair(4, 7), pair(5, 6), pair(5, 7), pair(6, 7)];
    const pairs = [...chain, ...dense, pair(7, 8, 0.1)];
    expect(strongestPart(9, pairs, 4)).toEqual({ recordings: [4, 5, 6, 7], pairs: [4, 5, 6, 7, 8, 9] });
    expect(strongestPart(9, pairs, 5).recordings).toEqual([3, 4, 5, 6, 7]);
    const two = [pair(0, 1, 0.9), pair(2, 3, 1), pair(1, 2, 0.1)];
    expect(strongestPart(4, two, 2)).toEqual({ recordings: [2, 3], pairs: [1] });
  });
});
