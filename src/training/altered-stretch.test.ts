import { describe, expect, it } from 'vitest';
import { ConstantQPlane, type ConstantQ } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { alteredStretch, sourceFrames } from './altered-stretch.js';

const BINS = 84;

/** Every column's magnitude is 1 + its frame's number: a copy says which frames it read. */
function numbered(frames: number): ConstantQPlane {
  const data = Float32Array.from({ length: BINS * frames }, (_, i) => 1 + (i % frames));
  return ConstantQPlane.from({ data, bins: BINS, frames });
}

/** The frame that each column of a copy was read at. */
function framesRead({ data, frames }: ConstantQ): number[] {
  return Array.from(data.subarray(40 * frames, 41 * frames), (value) => value - 1);
}

const tempo = (tempoRatio: number) => ({
  startJitterFrames: 0,
  tempo: { probability: 1, tempoRatio: { min: tempoRatio, max: tempoRatio } },
});

describe('alteredStretch', () => {
  const plane = numbered(1000);
  const stretch = { plane, startFrame: 400, frames: 101 };

  it('is the stretch itself when nothing is altered', () => {
    const copy = alteredStretch(stretch, { startJitterFrames: 0 }, new Rng(1));
    expect([copy.bins, copy.frames]).toEqual([BINS, 101]);
    for (const [t, frame] of framesRead(copy).entries()) expect(Math.abs(frame - 400 - t)).toBeLessThan(1.01);
  });

  it.each([0.7, 0.9, 1.1, 1.45])(
    'lays the middle of a copy at tempo %d on the middle of the stretch',
    (ratio) => {
      const read = framesRead(alteredStretch(stretch, tempo(ratio), new Rng(1)));
      expect(read).toHaveLength(101);
      expect(Math.abs(read[50]! - 450)).toBeLessThan(1.6);
      expect((read[90]! - read[10]!) / 80).toBeCloseTo(ratio, 1);
    },
  );

  it('moves a copy into the recording where it would leave it', () => {
    const atEnd = { ...stretch, startFrame: 1000 - 101 };
    const last = framesRead(alteredStretch(atEnd, tempo(1.4), new Rng(1)));
    expect(last.at(-1)!).toBeGreaterThan(996);
    expect(last.at(-1)!).toBeLessThan(999.6);
    const first = framesRead(alteredStretch({ ...stretch, startFrame: 0 }, tempo(1.4), new Rng(1)));
    expect(Math.abs(first[0]!)).toBeLessThan(0.5);
  });

  it('begins earlier or later by up to the jitter', () => {
    const rng = new Rng(2);
    const starts = Array.from({ length: 60 }, () => {
      return framesRead(alteredStretch(stretch, { startJitterFrames: 20 }, rng))[0]! - 400;
    });
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(-22);
    expect(Math.max(...starts)).toBeLessThanOrEqual(21);
    expect(Math.max(...starts) - Math.min(...starts)).toBeGreaterThan(20);
  });

  it('is silent only where the recording has nothing left', () => {
    const short = { plane: numbered(101), startFrame: 0, frames: 101 };
    const read = framesRead(alteredStretch(short, tempo(1.3), new Rng(1)));
    expect(read).toHaveLength(101);
    const sounding = read.filter((frame) => frame > -1).length;
    expect(Math.abs(sounding - 101 / 1.3)).toBeLessThan(2);
    expect(framesRead(alteredStretch(short, tempo(0.8), new Rng(1))).every((frame) => frame > -1)).toBe(true);
  });

  it('repeats itself for the same generator', () => {
    const ranges = { ...tempo(1.2), startJitterFrames: 9 };
    const copies = [3, 3, 4].map((seed) => alteredStretch(stretch, ranges, new Rng(seed)));
    expect(copies[1]).toEqual(copies[0]);
    expect(copies[2]).not.toEqual(copies[0]);
  });
});

describe('sourceFrames', () => {
  it('is as many as reading at that tempo touches', () => {
    for (const ratio of [0.5, 0.77, 1, 1.3, 2]) {
      const needed = sourceFrames(50, ratio);
      expect(needed).toBeGreaterThan(49 * ratio + 1);
      expect(needed).toBeLessThanOrEqual(49 * ratio + 3);
    }
  });
});
