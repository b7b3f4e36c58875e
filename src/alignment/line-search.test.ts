import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import type { ScoredLine } from './line.js';
import { searchLines, type SearchRange } from './line-search.js';
import type { WhitenedFrames } from './whitened-frames.js';

const BINS = 6;

function randomFrames(seed: number, frames: number): WhitenedFrames {
  const rng = new Rng(seed);
  const data = Float32Array.from({ length: frames * BINS }, () => rng.normal());
  return { data, frames, bins: BINS, framesPerSecond: 10 };
}

/** Sum over the bins that both have: candidate bin k against reference bin k − shift. */
function product(x: WhitenedFrames, u: number, y: WhitenedFrames, t: number, shift: number): number {
  let sum = 0;
  for (let k = Math.max(0, shift); k < Math.min(BINS, BINS + shift); k++) {
    sum += x.data[u * BINS + k - shift]! * y.data[t * BINS + k]!;
  }
  return sum;
}

/** Energy of a reference column in the bins that are heard, and of a candidate column in those that come from one. */
function energyOf(x: WhitenedFrames, u: number, from: number, to: number): number {
  let sum = 0;
  for (let k = Math.max(0, from); k < Math.min(BINS, to); k++) sum += x.data[u * BINS + k]! ** 2;
  return sum;
}

/** The score of one line by its definition: the reference's energy is that of the stretch, at the line's density. */
function scoreByDefinition(
  x: WhitenedFrames,
  y: WhitenedFrames,
  line: Pick<ScoredLine, 'tempoRatio' | 'shiftBins' | 'offsetFrames'>,
): { score: number; frames: number } {
  const { tempoRatio, shiftBins, offsetFrames } = line;
  const pairs = Array.from(
    { length: y.frames },
    (_, t) => [t, Math.round(tempoRatio * t) + offsetFrames] as const,
  ).filter(([, u]) => u >= 0 && u < x.frames);
  if (pairs.length === 0) return { score: 0, frames: 0 };
  let sum = 0;
  let candidateEnergy = 0;
  for (const [t, u] of pairs) {
    sum += product(x, u, y, t, shiftBins);
    candidateEnergy += energyOf(y, t, shiftBins, BINS + shiftBins);
  }
  const [first, last] = [pairs[0]![1], pairs.at(-1)![1]];
  let referenceEnergy = 0;
  for (let u = first; u <= last; u++) referenceEnergy += energyOf(x, u, -shiftBins, BINS - shiftBins);
  const density = pairs.length / (last - first + 1);
  return { score: sum / Math.sqrt(candidateEnergy * referenceEnergy * density), frames: pairs.length };
}

describe('searchLines', () => {
  const only = (tempoRatio: number, maxShiftBins: number): SearchRange => ({
    minTempoRatio: tempoRatio,
    maxTempoRatio: tempoRatio,
    maxShiftBins,
  });

  it('finds what trying every shift and offset finds', () => {
    for (const [seed, frames, otherFrames, tempoRatio] of [
      [1, 13, 17, 1],
      [2, 24, 12, 1],
      [3, 15, 26, 0.6],
      [4, 40, 18, 1.7],
      [5, 25, 50, 0.48],
      // About as many columns and offsets as are worked on together.
      [6, 16, 16, 1],
      [7, 17, 15, 1],
      [8, 33, 32, 1.3],
    ] as const) {
      const x = randomFrames(seed, frames);
      const y = randomFrames(seed + 100, otherFrames);
      const least = Math.max(10, 0.7 * Math.min(otherFrames, frames / tempoRatio));
      let best = { score: -Infinity, shiftBins: 0, offsetFrames: 0 };
      for (let shiftBins = -2; shiftBins <= 2; shiftBins++) {
        for (let offsetFrames = -100; offsetFrames <= 100; offsetFrames++) {
          const { score, frames: covered } = scoreByDefinition(x, y, { tempoRatio, shiftBins, offsetFrames });
          if (covered >= least && score > best.score) best = { score, shiftBins, offsetFrames };
        }
      }
      const [found] = searchLines(x, y, 1, only(tempoRatio, 2));
      expect(found!.score).toBeCloseTo(best.score, 5);
      expect(found).toMatchObject({ tempoRatio, shiftBins: best.shiftBins, offsetFrames: best.offsetFrames });
    }
  });

  it('finds among many tempi what each of them finds by itself', () => {
    for (const seed of [1, 2, 3, 4]) {
      // Most sound in bins that are not heard at every shift, and some silence.
      const [x, y] = [randomFrames(20 + seed, 50), randomFrames(30 + seed, 37)].map((whole) => ({
        ...whole,
        data: whole.data.map((value, i) => {
          const isSilent = i > 10 * BINS && i < (10 + 4 * seed) * BINS;
          return isSilent ? 0 : value * (i % BINS === 0 ? 10 : 1);
        }),
      })) as [WhitenedFrames, WhitenedFrames];
      const [best] = searchLines(x, y, 1, { minTempoRatio: 0.6, maxTempoRatio: 1.7, maxShiftBins: 2 });
      const steps = Math.ceil(Math.log(1.7 / 0.6) / Math.log(1.045));
      const each = Array.from(
        { length: steps + 1 },
        (_, i) => searchLines(x, y, 1, only(0.6 * (1.7 / 0.6) ** (i / steps), 2))[0]!,
      );
      const one = each.reduce((a, b) => (b.score > a.score ? b : a));
      expect({ ...best, tempoRatio: 0 }).toEqual({ ...one, tempoRatio: 0 });
      expect(best!.score).toBeCloseTo(scoreByDefinition(x, y, best!).score, 5);
    }
  });

  it('gives every line the score that its definition gives, best first', () => {
    const x = randomFrames(6, 40);
    const y = randomFrames(7, 30);
    const lines = searchLines(x, y, 6, { minTempoRatio: 0.8, maxTempoRatio: 1.3, maxShiftBins: 3 });
    expect(lines).toHaveLength(6);
    const scores = lines.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    for (const line of lines) {
      const { score, frames } = scoreByDefinition(x, y, line);
      expect(line.score).toBeCloseTo(score, 5);
      expect(line.toFrame - line.fromFrame).toBe(frames);
    }
  });

  it('finds an excerpt where it was taken from, wherever that was', () => {
    const x = randomFrames(8, 60);
    for (const start of [0, 1, 23, 40]) {
      const y = { ...x, frames: 20, data: x.data.slice(start * BINS, (start + 20) * BINS) };
      const [line] = searchLines(x, y, 1, only(1, 2));
      expect(line).toMatchObject({ shiftBins: 0, offsetFrames: start, fromFrame: 0, toFrame: 20 });
      expect(line!.score).toBeCloseTo(1, 5);
      // The longer one as the candidate: the line begins where the excerpt does.
      const [back] = searchLines(y, x, 1, only(1, 2));
      expect(back).toMatchObject({ offsetFrames: 0 - start, fromFrame: start, toFrame: start + 20 });
    }
  });

  it('finds nothing where one of the two is too short for a line', () => {
    const x = randomFrames(9, 30);
    for (const frames of [0, 1, 9]) {
      expect(searchLines(x, randomFrames(10, frames), 3, only(1, 2))).toEqual([]);
      expect(searchLines(randomFrames(10, frames), x, 3, only(1, 2))).toEqual([]);
    }
  });

  it('never writes to its inputs', () => {
    const [x, y] = [randomFrames(11, 20), randomFrames(12, 20)];
    const before = [x.data.slice(), y.data.slice()];
    searchLines(x, y, 2);
    expect([x.data, y.data]).toEqual(before);
  });
});
