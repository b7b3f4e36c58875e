import { describe, expect, it } from 'vitest';
import { columns, concatColumns } from './constant-q.js';

const plane = { data: Float32Array.of(1, 2, 3, 4, 5, 6), bins: 2, frames: 3 };

describe('columns and concatColumns', () => {
  it('cut out a stretch of every row', () => {
    expect(columns(plane, 1, 3)).toEqual({ data: Float32Array.of(2, 3, 5, 6), bins: 2, frames: 2 });
  });

  it('undo each other at every cut', () => {
    for (let cut = 0; cut <= plane.frames; cut++) {
      expect(concatColumns([columns(plane, 0, cut), columns(plane, cut, plane.frames)])).toEqual(plane);
    }
  });

  it('refuse what is not there', () => {
    const outOfRange = expect.objectContaining({ code: 'SETTING_OUT_OF_RANGE' }) as Error;
    for (const [start, end] of [
      [-1, 1],
      [2, 1],
      [0, 4],
      [Number.NaN, 1],
    ] as const) {
      // prettier-ignore
      expect(() => columns(plane, start, end)).toThrow(outOfRange);
    }
    expect(() => concatColumns([])).toThrow(outOfRange);
    expect(() => concatColumns([plane, { data: new Float32Array(3), bins: 3, frames: 1 }])).toThrow(
      outOfRange,
    );
  });
});
