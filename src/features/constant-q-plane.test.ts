import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConstantQPlane } from './constant-q-plane.js';
import { fromHalfFloats, toHalfFloats } from './half-float.js';

describe('half precision', () => {
  test('every finite half comes back as itself', () => {
    const finite = Array.from({ length: 0x1_0000 }, (_, half) => half).filter(
      (half) => (half & 0x7c00) !== 0x7c00,
    );
    const values = new Float32Array(finite.length);
    fromHalfFloats(Uint16Array.from(finite), 1, values);
    expect([...toHalfFloats(values)]).toEqual(finite);
  });

  test('a value in the normal range comes back within a relative 2^-11', () => {
    const magnitude = fc.double({ min: 2 ** -14, max: 65_504, noNaN: true });
    fc.assert(
      fc.property(magnitude, fc.boolean(), (size, negative) => {
        const value = Math.fround(negative ? -size : size);
        const back = new Float32Array(1);
        fromHalfFloats(toHalfFloats(Float32Array.of(value)), 1, back);
        expect(Math.abs(back[0]! - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11);
      }),
    );
  });
});

describe('ConstantQPlane', () => {
  const magnitudes = fc.array(fc.float({ min: 0, max: 2 ** 100, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });

  test('magnitudes of any level come back within the error stated, relative to the largest', () => {
    fc.assert(
      fc.property(magnitudes, (values) => {
        const data = Float32Array.from(values);
        const back = ConstantQPlane.from({ data, bins: 2, frames: 3 }).whole().data;
        const floor = Math.max(...data) * 2 ** -39;
        data.forEach((value, i) => {
          expect(Math.abs(back[i]! - value)).toBeLessThanOrEqual(Math.max(value * 2 ** -11, floor));
        });
      }),
    );
  });

  test('a slice holds the columns asked for', () => {
    const plane = ConstantQPlane.from({
      data: Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40),
      bins: 2,
      frames: 4,
    });
    expect(plane.slice(1, 2)).toEqual({ data: Float32Array.of(2, 3, 20, 30), bins: 2, frames: 2 });
  });

  test('silence stays silence', () => {
    const plane = ConstantQPlane.from({ data: new Float32Array(4), bins: 2, frames: 2 });
    expect(plane.whole().data).toEqual(new Float32Array(4));
  });

  test('a slice that leaves the plane is refused', () => {
    const plane = ConstantQPlane.from({ data: new Float32Array(4), bins: 2, frames: 2 });
    expect(() => plane.slice(1, 2)).toThrow(/outside a plane of 2 frames/);
  });
});
