import { describe, expect, it } from 'vitest';
import { Rng } from './rng.js';

describe('Rng', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: number) => {
      const rng = new Rng(seed);
      return Array.from({ length: 8 }, () => rng.uint32());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('forks streams that do not depend on earlier draws', () => {
    const a = new Rng(5);
    const b = new Rng(5);
    a.uint32();
    expect(a.fork('noise').uint32()).toBe(b.fork('noise').uint32());
    expect(b.fork('noise').uint32()).not.toBe(b.fork('pitch').uint32());
  });

  it('draws normals with mean 0 and variance 1', () => {
    const rng = new Rng(3);
    const values = Array.from({ length: 40_000 }, () => rng.normal());
    const mean = values.reduce((s, v) => s + v, 0) / values.length;
    const variance = values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
  });

  it('draws integers evenly and shuffles without loss', () => {
    const rng = new Rng(9);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) counts[rng.integer(10)]!++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    expect(rng.shuffled([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});
