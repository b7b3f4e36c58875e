import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { compressedFrames, compressMagnitudes, type Compression } from './compression.js';
import { columns, type ConstantQ } from './constant-q.js';

const plane = { data: Float32Array.of(0, 1, 2, 8), bins: 2, frames: 2 };

describe('compressMagnitudes', () => {
  it('maps zero to zero and the maximum to one, in order', () => {
    const { data } = compressMagnitudes(plane, { kind: 'log', gain: 50 });
    expect(data[0]).toBe(0);
    expect(data[3]).toBeCloseTo(1, 6);
    expect(data[1]).toBeCloseTo(Math.log(1 + 50 / 8) / Math.log(51), 6);
    expect(data[2]!).toBeGreaterThan(data[1]!);
  });

  it('gives the same for a louder copy', () => {
    const louder = { ...plane, data: plane.data.map((value) => 4 * value) };
    const compression = { kind: 'log', gain: 50 } as const;
    expect(compressMagnitudes(louder, compression)).toEqual(compressMagnitudes(plane, compression));
  });

  it('leaves silence at zero', () => {
    const silent = { data: new Float32Array(4), bins: 2, frames: 2 };
    expect(compressMagnitudes(silent, { kind: 'log', gain: 50 })).toEqual(silent);
  });

  it('returns a new plane and never writes to its input', () => {
    const before = plane.data.slice();
    const copy = compressMagnitudes(plane, { kind: 'none' });
    expect(copy).toEqual(plane);
    expect(copy.data).not.toBe(plane.data);
    compressMagnitudes(plane, { kind: 'log', gain: 50 });
    expect(plane.data).toEqual(before);
  });
});

describe('compressMagnitudes, relative to the loudness around', () => {
  const compression = { kind: 'level-log', gain: 5, levelFrames: 20, columnFrames: 2 } as const;

  /** Loudness comes and goes over some hundred frames. */
  function music(frames: number): ConstantQ {
    const rng = new Rng(1);
    const bins = 12;
    const data = Float32Array.from(
      { length: bins * frames },
      (_, i) => rng.uniform() ** 4 * (1.2 + Math.sin((i % frames) / 40)),
    );
    return { data, bins, frames };
  }

  const largestDifference = (a: ConstantQ, b: ConstantQ) => {
    expect([a.bins, a.frames]).toEqual([b.bins, b.frames]);
    return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.data[i]!)), 0);
  };

  it('gives the same for a louder copy, and nearly so for a much quieter one', () => {
    const original = music(200);
    const scaled = (gain: number) => ({ ...original, data: original.data.map((x) => gain * x) });
    const once = compressMagnitudes(original, compression);
    expect(largestDifference(compressMagnitudes(scaled(16), compression), once)).toBeLessThan(0.003);
    expect(largestDifference(compressMagnitudes(scaled(0.1), compression), once)).toBeLessThan(0.03);
  });

  it('evens out a change of loudness that is slower than the window', () => {
    const original = music(400);
    const faded = {
      ...original,
      data: original.data.map((x, i) => x * 10 ** (-(i % 400) / 400)),
    };
    const difference = largestDifference(
      compressMagnitudes(faded, compression),
      compressMagnitudes(original, compression),
    );
    expect(difference).toBeLessThan(0.1);
  });

  it('gives an excerpt what it gives the whole, away from the ends', () => {
    const original = music(300);
    const [start, end] = [100, 220];
    const whole = compressMagnitudes(original, compression);
    const excerpt = compressMagnitudes(columns(original, start, end), compression);
    expect(excerpt.frames).toBe(60);
    // The level looks 10 frames, 5 columns, to either side.
    const difference = largestDifference(columns(excerpt, 5, 55), columns(whole, 55, 105));
    expect(difference).toBeLessThan(1e-6);
    expect(largestDifference(excerpt, columns(whole, 50, 110))).toBeGreaterThan(1e-3);
  });

  it('averages columns, each relative to its own level, and drops what does not fill one', () => {
    // A level over everything: 1 on the average.
    const even = { bins: 2, frames: 5, data: Float32Array.of(0, 2, 1, 1, 1.5, 2, 0, 1, 1, 0.5) };
    const wide: Compression = { kind: 'level-log', gain: 3, levelFrames: 100, columnFrames: 2 };
    const { data, bins, frames } = compressMagnitudes(even, wide);
    expect([bins, frames]).toEqual([2, 2]);
    for (const value of data) expect(value).toBeCloseTo(Math.log(4), 3);
    for (const [count, expected] of [
      [0, 0],
      [1, 0],
      [2, 1],
      [201, 100],
    ] as const) {
      expect(compressedFrames(count, wide)).toBe(expected);
      expect(compressMagnitudes(columns(music(201), 0, count), wide).frames).toBe(expected);
    }
    expect(compressedFrames(7, { kind: 'none' })).toBe(7);
  });

  it('leaves silence at zero, beside sound too, and never writes to its input', () => {
    const silent = { data: new Float32Array(12 * 40), bins: 12, frames: 40 };
    expect(compressMagnitudes(silent, compression).data.every((value) => value === 0)).toBe(true);
    const original = music(100);
    for (let bin = 0; bin < 12; bin++) original.data.fill(0, bin * 100 + 40, bin * 100 + 60);
    const before = original.data.slice();
    const compressed = compressMagnitudes(original, compression);
    expect(columns(compressed, 20, 30).data.every((value) => value === 0)).toBe(true);
    expect(compressed.data.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
    expect(original.data).toEqual(before);
  });
});
