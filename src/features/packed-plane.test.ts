import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { columns, type ConstantQ } from './constant-q.js';
import { PlaneRecorder } from './packed-plane.js';

const BINS = 3;

function randomPlane(frames: number): ConstantQ {
  const rng = new Rng(1);
  return { data: Float32Array.from({ length: BINS * frames }, () => rng.uniform()), bins: BINS, frames };
}

function recorded(plane: ConstantQ, pieceFrames: number) {
  const recorder = new PlaneRecorder(BINS);
  for (let start = 0; start < plane.frames; start += pieceFrames) {
    recorder.push(columns(plane, start, Math.min(plane.frames, start + pieceFrames)));
  }
  return recorder.end();
}

describe('a recorded plane', () => {
  it('gives back any stretch to half precision, across packs too, however it came', () => {
    const plane = randomPlane(3000);
    for (const pieceFrames of [7, 1024, 2500, 3000]) {
      const packed = recorded(plane, pieceFrames);
      expect(packed.frames).toBe(3000);
      for (const [start, count] of [
        [0, 3000],
        [1000, 100],
        [1023, 2],
        [2040, 960],
        [2999, 1],
        [500, 0],
      ] as const) {
        const found = packed.slice(start, count);
        const expected = columns(plane, start, start + count);
        expect(found).toMatchObject({ bins: BINS, frames: count });
        found.data.forEach((value, i) => {
          expect(Math.abs(value - expected.data[i]!)).toBeLessThanOrEqual(5e-4 * expected.data[i]! + 1e-6);
        });
      }
    }
  });

  it('refuses a stretch that leaves it', () => {
    const packed = recorded(randomPlane(1500), 100);
    expect(() => packed.slice(1400, 101)).toThrow(/lie outside/);
  });
});
