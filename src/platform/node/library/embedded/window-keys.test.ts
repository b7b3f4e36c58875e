import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowKeys, windowPlace } from './window-keys.js';

describe('the key of a window', () => {
  it('tells which recording and which window it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 1, max: 50 }),
        (ordinal, count) => {
          expect(Array.from(windowKeys(ordinal, count), windowPlace)).toEqual(
            Array.from({ length: count }, (_, window) => ({ ordinal, window })),
          );
        },
      ),
    );
  });

  it('ends otherwise than those of other recordings and windows, nearly always', () => {
    const endings = new Map<bigint, number>();
    for (let ordinal = 0; ordinal < 1000; ordinal++) {
      for (const key of windowKeys(ordinal, 64)) {
        const ending = BigInt.asUintN(16, key);
        endings.set(ending, 1 + (endings.get(ending) ?? 0));
      }
    }
    // 64,000 keys in 65,536 places: by chance none holds as many as twelve.
    expect(Math.max(...endings.values())).toBeLessThan(12);
  });
});
