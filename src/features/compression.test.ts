import { describe, expect, it } from 'vitest';
import { compressMagnitudes } from './compression.js';

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
