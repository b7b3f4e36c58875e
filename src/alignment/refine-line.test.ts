import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import type { Line } from './line.js';
import { refineLine } from './refine-line.js';
import type { WhitenedFrames } from './whitened-frames.js';

const BINS = 40;

interface Note {
  readonly frame: number;
  readonly bin: number;
}

function notes(seed: number, count: number, frames: number): Note[] {
  const rng = new Rng(seed);
  return Array.from({ length: count }, () => ({
    frame: rng.uniform(-5, frames + 5),
    bin: rng.uniform(0, BINS),
  }));
}

/** Notes as bells of 2 frames and 0.8 bins, heard along a line: known between columns and bins. */
function heard(score: readonly Note[], line: Line, frames: number): WhitenedFrames {
  const data = new Float32Array(frames * BINS);
  for (let t = 0; t < frames; t++) {
    const place = line.offsetFrames + line.tempoRatio * t;
    for (const { frame, bin } of score) {
      const apart = ((place - frame) / 2) ** 2;
      if (apart > 12) continue;
      for (let k = 0; k < BINS; k++) {
        data[t * BINS + k]! += Math.exp(-apart - ((k - line.shiftBins - bin) / 0.8) ** 2);
      }
    }
  }
  return { data, frames, bins: BINS, framesPerSecond: 43 };
}

const IDENTITY: Line = { tempoRatio: 1, shiftBins: 0, offsetFrames: 0 };
const score = notes(1, 300, 400);
const reference = heard(score, IDENTITY, 400);

describe('refineLine', () => {
  it('finds a line again from some frames, 2 % of tempo and half a bin away', () => {
    for (const truth of [
      { tempoRatio: 1, shiftBins: 0, offsetFrames: 50 },
      { tempoRatio: 1.2, shiftBins: 3.16, offsetFrames: 20.5 },
      { tempoRatio: 0.7, shiftBins: -4.3, offsetFrames: 100.25 },
    ]) {
      const candidate = heard(score, truth, 250);
      const start = {
        tempoRatio: truth.tempoRatio * 1.015,
        shiftBins: Math.round(truth.shiftBins),
        offsetFrames: truth.offsetFrames - 2,
      };
      const found = refineLine(reference, candidate, start, { fromFrame: 0, toFrame: 250 });
      expect(Math.abs(found.tempoRatio / truth.tempoRatio - 1)).toBeLessThan(1e-3);
      expect(Math.abs(found.shiftBins - truth.shiftBins)).toBeLessThan(0.05);
      const middle = (line: Line) => line.offsetFrames + line.tempoRatio * 125;
      expect(Math.abs(middle(found) - middle(truth))).toBeLessThan(0.1);
      expect(found.score).toBeGreaterThan(0.97);
      expect(found).toMatchObject({ fromFrame: 0, toFrame: 250 });
    }
  });

  it('is not drawn to whole bins, from whichever side it comes', () => {
    for (const shiftBins of [0.25, 0.5, 0.75]) {
      const candidate = heard(score, { ...IDENTITY, shiftBins }, 300);
      for (const start of [0, 1]) {
        const span = { fromFrame: 0, toFrame: 300 };
        const found = refineLine(reference, candidate, { ...IDENTITY, shiftBins: start }, span);
        expect(Math.abs(found.shiftBins - shiftBins)).toBeLessThan(0.05);
      }
    }
  });

  it('never leaves a line for a worse one', () => {
    const candidate = heard(notes(2, 300, 400), IDENTITY, 200);
    const still = refineLine(reference, reference, IDENTITY, { fromFrame: 0, toFrame: 400 }, true);
    expect(still).toMatchObject({ ...IDENTITY, score: 1 });
    const span = { fromFrame: 20, toFrame: 180 };
    const once = refineLine(reference, candidate, IDENTITY, span);
    const twice = refineLine(reference, candidate, once, span, true);
    expect(twice.score).toBeGreaterThanOrEqual(once.score);
  });

  it('stays where it is when there is nothing to hear', () => {
    const silent = { ...reference, data: new Float32Array(reference.data.length) };
    const line = { tempoRatio: 0.9, shiftBins: 2, offsetFrames: 7 };
    for (const [x, y] of [
      [silent, reference],
      [reference, silent],
    ] as const) {
      const found = refineLine(x, y, line, { fromFrame: 0, toFrame: 300 });
      expect(found.score).toBe(0);
      expect(found.tempoRatio).toBeCloseTo(line.tempoRatio, 12);
      expect(found.shiftBins).toBe(line.shiftBins);
      expect(found.offsetFrames).toBeCloseTo(line.offsetFrames, 9);
    }
  });

  it('never writes to its inputs', () => {
    const [x, y] = [reference.data.slice(), reference.data.slice()];
    refineLine({ ...reference, data: x }, { ...reference, data: y }, IDENTITY, { fromFrame: 5, toFrame: 95 });
    expect(x).toEqual(reference.data);
    expect(y).toEqual(reference.data);
  });
});
