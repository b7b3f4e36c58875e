import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fragmentStarts } from './index.js';

describe('fragmentStarts', () => {
  it('covers every sample, in order, and ends with the recording', () => {
    const sizes = fc.integer({ min: 1, max: 400 }).chain((fragment) =>
      fc.record({
        total: fc.integer({ min: 1, max: 3000 }),
        fragment: fc.constant(fragment),
        hop: fc.integer({ min: 1, max: fragment }),
      }),
    );
    fc.assert(
      fc.property(sizes, ({ total, fragment, hop }) => {
        const starts = fragmentStarts(total, fragment, hop);
        expect(starts[0]).toBe(0);
        for (let i = 1; i < starts.length; i++) {
          expect(starts[i]).toBeGreaterThan(starts[i - 1]!);
          expect(starts[i]! - starts[i - 1]!).toBeLessThanOrEqual(hop);
        }
        expect(starts.at(-1)).toBe(Math.max(0, total - fragment));
      }),
    );
  });

  it('does not repeat the last fragment when the hop meets the end exactly', () => {
    expect(fragmentStarts(30, 10, 10)).toEqual([0, 10, 20]);
    expect(fragmentStarts(31, 10, 10)).toEqual([0, 10, 20, 21]);
  });

  it('gives one fragment for a recording that is shorter, and none for no recording', () => {
    expect(fragmentStarts(7, 10, 5)).toEqual([0]);
    expect(fragmentStarts(0, 10, 5)).toEqual([]);
  });

  it('refuses a hop that would leave gaps, and numbers that are not whole', () => {
    for (const [total, fragment, hop] of [
      [100, 10, 11],
      [100, 10, 0],
      [100.5, 10, 5],
      [100, NaN, 5],
    ] as const) {
      expect(() => fragmentStarts(total, fragment, hop)).toThrow(/fragments of/);
    }
  });
});
