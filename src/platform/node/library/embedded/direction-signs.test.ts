import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../numeric/index.js';
import { DirectionSigns } from './direction-signs.js';

function noise(rng: Rng, size: number): Int8Array {
  return Int8Array.from({ length: size }, () => Math.round(254 * rng.uniform() - 127));
}

function angle(a: Int8Array, b: Int8Array): number {
  const product = (x: Int8Array, y: Int8Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return Math.acos(product(a, b) / Math.sqrt(product(a, a) * product(b, b)));
}

describe('the signs of a direction', () => {
  it.each([24, 128, 256, 300])('differ by as many bits as the angle is wide, with %d numbers', (size) => {
    const rng = new Rng(size);
    const signs = new DirectionSigns(size);
    expect(signs.bits).toBe(size <= 256 ? 256 : 512);
    for (let pair = 0; pair < 50; pair++) {
      const a = noise(rng, size);
      // From almost the same direction to an unrelated one.
      const b = noise(rng, size).map((value, i) => Math.round((pair * value + (50 - pair) * a[i]!) / 50));
      const bits = signs.of(Int8Array.from([...a, ...b]));
      let differing = 0;
      for (let i = 0; i < signs.bits; i++) if (bits[i] !== bits[signs.bits + i]) differing++;
      // Four deviations of a binomial at its widest, for 256 bits.
      expect(Math.abs((Math.PI * differing) / signs.bits - angle(a, b))).toBeLessThan(0.4);
    }
  });

  it('are the same whatever stands beside the vector', () => {
    const signs = new DirectionSigns(24);
    const all = noise(new Rng(1), 3 * 24);
    expect(signs.of(all).subarray(256, 512)).toEqual(signs.of(all.slice(24, 48)));
  });
});
