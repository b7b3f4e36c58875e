import { beforeAll, describe, expect, it } from 'vitest';
import { columns, constantQ, levelsAround, PAPER_CONSTANT_Q, type ConstantQ } from '../features/index.js';
import { sampleMusic } from './music.contract.js';
import { SEARCH_COLUMN_FRAMES } from './frame-source.js';
import { RecordingFrames } from './recording-frames.js';
import { sliceFrames, softenFrames, whitenFrames, type WhitenedFrames } from './whitened-frames.js';

const FRAMES_PER_SECOND = PAPER_CONSTANT_Q.sampleRateHz / PAPER_CONSTANT_Q.hopSamples;
/** Half the window of the level and the reach of the mean over time. */
const REACH_FRAMES = Math.ceil((1.5 + 0.75) * FRAMES_PER_SECOND) + 2;

let plane: ConstantQ;
beforeAll(async () => {
  plane = constantQ(await sampleMusic('original.ogg', 5, 12));
});

function largestDifference(a: WhitenedFrames, b: WhitenedFrames): number {
  expect([a.frames, a.bins]).toEqual([b.frames, b.bins]);
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.data[i]!)), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('whitenFrames', () => {
  it('gives as many whole columns as there are, column after column, at their rate', () => {
    const { bins } = plane;
    const four = whitenFrames(columns(plane, 0, 43), PAPER_CONSTANT_Q, 4);
    expect([four.frames, four.bins, four.data.length]).toEqual([10, bins, 10 * bins]);
    expect(four.framesPerSecond).toBeCloseTo(FRAMES_PER_SECOND / 4, 9);
    expect(whitenFrames(columns(plane, 0, 3), PAPER_CONSTANT_Q, 4).frames).toBe(0);
  });

  it.each([1, SEARCH_COLUMN_FRAMES])(
    'takes 0.7 of both means off the logarithm, columns of %i frames',
    (columnFrames) => {
      const { bins } = plane;
      const levels = levelsAround(plane, Math.round(3 * FRAMES_PER_SECOND));
      const frames = Math.floor(plane.frames / columnFrames);
      const compressed = Array.from({ length: frames }, (_, column) =>
        Array.from({ length: bins }, (_, bin) => {
          const own = Array.from({ length: columnFrames }, (_, i) => column * columnFrames + i);
          return Math.log1p(mean(own.map((t) => (5 * plane.data[bin * plane.frames + t]!) / levels[t]!)));
        }),
      );
      const reach = Math.round((0.75 * FRAMES_PER_SECOND) / columnFrames);
      const inTime = compressed.map((column, t) => {
        const around = compressed.slice(Math.max(0, t - reach), t + reach + 1);
        return column.map((value, bin) => value - 0.7 * mean(around.map((other) => other[bin]!)));
      });
      const expected = inTime.map((column) =>
        column.map((value, bin) => value - 0.7 * mean(column.slice(Math.max(0, bin - 8), bin + 9))),
      );
      const found = whitenFrames(plane, PAPER_CONSTANT_Q, columnFrames);
      expect(largestDifference(found, { ...found, data: Float32Array.from(expected.flat()) })).toBeLessThan(
        3e-6,
      );
    },
  );

  it('does not depend on the gain', () => {
    const once = whitenFrames(plane, PAPER_CONSTANT_Q, 1);
    for (const gain of [0.1, 8]) {
      const scaled = { ...plane, data: plane.data.map((magnitude) => gain * magnitude) };
      expect(largestDifference(whitenFrames(scaled, PAPER_CONSTANT_Q, 1), once)).toBeLessThan(0.02);
    }
  });

  it('keeps silence silent', () => {
    const silent = { bins: 84, frames: 40, data: new Float32Array(84 * 40) };
    expect(whitenFrames(silent, PAPER_CONSTANT_Q, 1).data.every((value) => value === 0)).toBe(true);
  });

  it('takes off most of what a column and its neighbours have in common', () => {
    const flat = { bins: 84, frames: 200, data: new Float32Array(84 * 200).fill(1) };
    const level = Math.log1p(5);
    for (const value of whitenFrames(flat, PAPER_CONSTANT_Q, 1).data) {
      expect(Math.abs(value)).toBeLessThan(0.1 * level);
    }
  });

  it('gives an excerpt what it gives the whole, away from the ends', () => {
    const [start, end] = [100, 400];
    for (const columnFrames of [1, SEARCH_COLUMN_FRAMES]) {
      const whole = whitenFrames(plane, PAPER_CONSTANT_Q, columnFrames);
      const excerpt = whitenFrames(columns(plane, start, end), PAPER_CONSTANT_Q, columnFrames);
      const [first, margin] = [start / columnFrames, Math.ceil(REACH_FRAMES / columnFrames)];
      const inside = sliceFrames(excerpt, margin, excerpt.frames - margin);
      expect(inside.frames).toBeGreaterThan(20);
      const expected = sliceFrames(whole, first + margin, first + excerpt.frames - margin);
      expect(largestDifference(inside, expected)).toBeLessThan(1e-5);
    }
  });

  it('never writes to its input', () => {
    const before = plane.data.slice();
    whitenFrames(plane, PAPER_CONSTANT_Q, 4);
    expect(plane.data.findIndex((value, i) => value !== before[i])).toBe(-1);
  });
});

describe('softenFrames', () => {
  it('takes signed roots, less their mean over all bins and 1.5 s around', () => {
    const bins = 3;
    const data = Float32Array.from({ length: 300 * bins }, (_, i) => [-4, 0, 25][i % bins]!);
    // Three seconds of other values behind, beyond the reach of the first column.
    data.fill(-9, 200 * bins);
    const soft = softenFrames({ data, bins, frames: 300, framesPerSecond: 20 });
    expect([...soft.data.subarray(0, 3)]).toEqual([-3, -1, 4]);
    expect([...soft.data.subarray(299 * bins)]).toEqual([0, 0, 0]);
    // 15 of the 61 columns around have a mean of −3, the others one of 1.
    const mean = (15 * -3 + 46) / 61;
    expect(soft.data[184 * bins]).toBeCloseTo(-2 - mean, 5);
  });
});

describe('RecordingFrames', () => {
  it('gives any stretch as it is in the whole, though it whitens no more than its surroundings', () => {
    let longest = 0;
    const recording = new RecordingFrames(
      {
        bins: plane.bins,
        frames: plane.frames,
        slice: (start, count) => {
          longest = Math.max(longest, count);
          return columns(plane, start, start + count);
        },
      },
      PAPER_CONSTANT_Q,
    );
    expect([recording.frames, recording.framesPerSecond]).toEqual([plane.frames, FRAMES_PER_SECOND]);
    for (const columnFrames of [1, SEARCH_COLUMN_FRAMES]) {
      const whole = whitenFrames(plane, PAPER_CONSTANT_Q, columnFrames);
      for (const [from, to] of [
        [0, 40],
        [120, 200],
        [plane.frames - 61 - (plane.frames % 4), plane.frames],
      ] as const) {
        const start = from - (from % columnFrames);
        const first = start / columnFrames;
        const count = Math.floor((to - start) / columnFrames);
        const found = recording.detail(start, to, columnFrames);
        expect(largestDifference(found, sliceFrames(whole, first, first + count))).toBeLessThan(1e-5);
      }
    }
    expect(longest).toBeLessThan(plane.frames);
  });

  it('gives of any stretch the signed roots, whether its frames were asked for before or not', () => {
    const recording = new RecordingFrames(
      {
        bins: plane.bins,
        frames: plane.frames,
        slice: (start, count) => columns(plane, start, start + count),
      },
      PAPER_CONSTANT_Q,
    );
    const soft = softenFrames(whitenFrames(plane, PAPER_CONSTANT_Q, 1));
    for (const [from, to] of [
      [100, 101],
      [40, 200],
      [500, plane.frames],
      [0, plane.frames],
      [7, 7],
    ] as const) {
      // A root is steep at zero, where rounding differs with the surroundings.
      const found = recording.whitened(from, to, 1);
      expect(largestDifference(found, sliceFrames(soft, from, to))).toBeLessThan(5e-3);
    }
  });
});
