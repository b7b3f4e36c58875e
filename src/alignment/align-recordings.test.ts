import { beforeAll, describe, expect, it } from 'vitest';
import type { Signal } from '../audio/index.js';
import {
  applyColouredNoise,
  applyPitch,
  applySpeed,
  applyTempo,
  applyTempoAndPitch,
  createSignalsmithStretcher,
  type TimeStretcher,
} from '../augment/index.js';
import { constantQ, ConstantQPlane, PAPER_CONSTANT_Q } from '../features/index.js';
import { alignRecordings, type AlignedSegment, type Anchor } from './index.js';
import { joined, sampleMusic, silence, stretchOf } from './music.contract.js';

const config = PAPER_CONSTANT_Q;
/** A stretcher smears partials: pitch is not known so well behind it. */
const STRETCHED_SEMITONES = 0.1;
let music: Signal;
let foreign: Signal;
let stretcher: TimeStretcher;
let reference: Signal;
let referencePlane: ConstantQPlane;

beforeAll(async () => {
  music = await sampleMusic('original.ogg', 0, 45);
  foreign = await sampleMusic('different.ogg', 0, 40);
  stretcher = await createSignalsmithStretcher();
  reference = stretchOf(music, 5, 20);
  referencePlane = planeOf(reference);
});

function planeOf(signal: Signal): ConstantQPlane {
  return ConstantQPlane.from(constantQ(signal));
}

function align(candidate: Signal, anchors: readonly Anchor[] = []): AlignedSegment[] {
  return alignRecordings(referencePlane, planeOf(candidate), anchors, { config });
}

/** An anchor as embeddings give it: not exact to the half second. */
const anchor = (referenceSeconds: number, candidateSeconds: number): Anchor => ({
  referenceSeconds: referenceSeconds + 0.4,
  candidateSeconds,
});

/** The reference's time at the candidate's, by the segment. */
const placeAt = (segment: AlignedSegment, candidateSeconds: number) =>
  segment.referenceStartSeconds + segment.tempoRatio * (candidateSeconds - segment.candidateStartSeconds);

function expectWithin(found: number, expected: number, tolerance: number): void {
  expect(Math.abs(found - expected), `${found} for ${expected}`).toBeLessThan(tolerance);
}

/** One segment over the whole candidate, which starts with the reference. */
function expectWhole(
  segments: readonly AlignedSegment[],
  tempoRatio: number,
  semitones: number,
  semitonesOff = 0.05,
): void {
  expect(segments).toHaveLength(1);
  const segment = segments[0]!;
  expectWithin(segment.tempoRatio / tempoRatio, 1, 0.002);
  expectWithin(segment.pitchShiftSemitones, semitones, semitonesOff);
  expectWithin(segment.candidateStartSeconds, 0, 0.1);
  expectWithin(segment.candidateEndSeconds, 20 / tempoRatio, 0.1);
  for (const share of [0, 0.5, 1]) {
    expectWithin(placeAt(segment, (share * 20) / tempoRatio), share * 20, 0.05);
  }
  expectWithin(segment.referenceEndSeconds, placeAt(segment, segment.candidateEndSeconds), 1e-6);
}

describe('alignRecordings, on altered copies of music', () => {
  it.each([0.8, 1.1, 1.2, 1.5])('finds tempo, pitch and offset of a copy at speed %d', (speedRatio) => {
    const copy = applySpeed(reference, { kind: 'speed', speedRatio });
    const segments = align(copy, [anchor(10, 10 / speedRatio)]);
    expectWhole(segments, speedRatio, 12 * Math.log2(speedRatio));
    expect(segments[0]!.score).toBeGreaterThan(0.7);
  });

  it.each([0.85, 1.3])('finds a copy at tempo %d, whose pitch stayed', (tempoRatio) => {
    const copy = applyTempo(reference, { kind: 'tempo', tempoRatio }, stretcher);
    expectWhole(align(copy, [anchor(10, 10 / tempoRatio)]), tempoRatio, 0, STRETCHED_SEMITONES);
  });

  it.each([-4, -0.5, 0.25, 0.75, 2.5])('finds a copy %d semitones higher, at the same tempo', (semitones) => {
    const copy = applyPitch(reference, { kind: 'pitch', shiftSemitones: semitones }, stretcher);
    expectWhole(align(copy, [anchor(10, 10)]), 1, semitones, STRETCHED_SEMITONES);
  });

  it('finds tempo and pitch that go different ways, under noise', () => {
    const altered = applyTempoAndPitch(reference, { tempoRatio: 1.15, shiftSemitones: -3 }, stretcher);
    const noisy = applyColouredNoise(altered, { kind: 'coloured-noise', colour: 'pink', snrDb: 6, seed: 1 });
    expectWhole(align(noisy, [anchor(10, 10 / 1.15)]), 1.15, -3, 0.15);
  });

  it('places an excerpt without anchors when both are short', () => {
    const plane = planeOf(stretchOf(reference, 0, 7));
    const excerpt = planeOf(stretchOf(reference, 2, 4));
    const [segment, ...others] = alignRecordings(plane, excerpt, [], { config });
    expect(others).toEqual([]);
    expectWithin(placeAt(segment!, 2), 4, 0.02);
    expectWithin(segment!.tempoRatio, 1, 0.002);
    const [back] = alignRecordings(excerpt, plane, [], { config });
    expectWithin(placeAt(back!, 4), 2, 0.02);
    expectWithin(back!.candidateStartSeconds, 2, 0.3);
    expectWithin(back!.candidateEndSeconds, 6, 0.3);
    // No place outside the reference is named.
    expect(back!.referenceStartSeconds).toBeGreaterThanOrEqual(-1e-9);
    expect(back!.referenceEndSeconds).toBeLessThanOrEqual(4.001);
  });

  it('needs no anchors up to just 8 s', () => {
    const eight = planeOf(stretchOf(reference, 0, 8));
    expect(alignRecordings(eight, eight, [], { config })).toHaveLength(1);
  });

  it('finds the three stretches of a collage that are out of order, and none of the foreign sound between', () => {
    const pause = (startSeconds: number) => stretchOf(foreign, startSeconds, 3);
    const collage = joined(
      pause(5),
      stretchOf(reference, 12, 5),
      pause(11),
      stretchOf(reference, 1, 5),
      pause(17),
      stretchOf(reference, 6.5, 4),
      pause(23),
    );
    const segments = align(collage, [anchor(3.5, 13.5), anchor(14.5, 5.5), anchor(8.5, 21)]);
    const expected = [
      { reference: 12, candidate: 3, seconds: 5 },
      { reference: 1, candidate: 11, seconds: 5 },
      { reference: 6.5, candidate: 19, seconds: 4 },
    ];
    expect(segments).toHaveLength(3);
    for (const [i, truth] of expected.entries()) {
      const segment = segments[i]!;
      expectWithin(segment.candidateStartSeconds, truth.candidate, 0.5);
      expectWithin(segment.candidateEndSeconds, truth.candidate + truth.seconds, 0.5);
      expectWithin(segment.referenceStartSeconds, truth.reference, 0.5);
      expectWithin(segment.referenceEndSeconds, truth.reference + truth.seconds, 0.5);
      expectWithin(placeAt(segment, truth.candidate), truth.reference, 0.05);
    }
  });

  it('does not depend on the gain of either', () => {
    const copy = applySpeed(stretchOf(reference, 3, 10), { kind: 'speed', speedRatio: 0.9 });
    const anchors = [anchor(8, 5 / 0.9)];
    const [loud] = align(copy, anchors);
    const quiet = { ...copy, samples: copy.samples.map((sample) => 0.05 * sample) };
    const [found, ...others] = align(quiet, anchors);
    expect(others).toEqual([]);
    expectWithin(found!.tempoRatio, loud!.tempoRatio, 1e-3);
    expectWithin(found!.pitchShiftSemitones, loud!.pitchShiftSemitones, 0.02);
    expectWithin(placeAt(found!, 5), placeAt(loud!, 5), 0.02);
    expectWithin(found!.score, loud!.score, 0.02);
  });
});

describe('alignRecordings, on repetition', () => {
  /** A phrase, 20 s of something else, and the phrase again, transposed. */
  function repeating(semitones: number): { phrase: Signal; whole: ConstantQPlane } {
    const phrase = stretchOf(music, 8, 6);
    const again = applyPitch(phrase, { kind: 'pitch', shiftSemitones: semitones }, stretcher);
    return { phrase, whole: planeOf(joined(phrase, stretchOf(foreign, 5, 20), again)) };
  }

  it.each([0, 3, -3])(
    'reports once what a reference plays twice, the second time %d semitones up',
    (semitones) => {
      const { phrase, whole } = repeating(semitones);
      const anchors = [anchor(29, 3), anchor(3, 3)];
      const segments = alignRecordings(whole, planeOf(phrase), anchors, { config });
      expect(segments).toHaveLength(1);
      // The literal one is the better one.
      expectWithin(segments[0]!.pitchShiftSemitones, 0, 0.05);
      if (semitones !== 0) expectWithin(placeAt(segments[0]!, 3), 3, 0.05);
    },
  );

  it('finds a part of a phrase that comes three times where it is from, though two anchors name the others first', () => {
    const phrase = stretchOf(music, 8, 10);
    const over = (startSeconds: number): Signal => {
      const other = stretchOf(foreign, startSeconds, 10);
      const samples = phrase.samples.map((sample, i) => sample + 0.4 * other.samples[i]!);
      return { ...phrase, samples };
    };
    const takes = [over(5), over(15), over(25)];
    const pause = stretchOf(music, 25, 6);
    const whole = planeOf(joined(takes[0]!, pause, takes[1]!, pause, takes[2]!));
    for (const [take, startSeconds] of [0, 16, 32].entries()) {
      const anchors = [32, 16, 0]
        .filter((start) => start !== startSeconds)
        .map((start) => anchor(start + 4, 4));
      const own = anchor(startSeconds + 6, 6);
      const [segment, ...others] = alignRecordings(whole, planeOf(takes[take]!), [...anchors, own], {
        config,
        // Too few to search all three places.
        maximumSearches: 1,
      });
      expect(others).toEqual([]);
      expectWithin(placeAt(segment!, 5), startSeconds + 5, 0.02);
    }
  });

  it('keeps the ends of a long line of which the middle alone stands more clearly elsewhere', () => {
    const part = (startSeconds: number, seconds: number) => stretchOf(music, startSeconds, seconds);
    const other = stretchOf(foreign, 0, 36);
    const samples = part(0, 36).samples.map((sample, i) => sample + other.samples[i]!);
    const veiled = { ...other, samples };
    const whole = planeOf(joined(veiled, stretchOf(foreign, 30, 5), part(8, 20), stretchOf(foreign, 20, 9)));
    // Of the candidate the reference has all under other music, and 20 seconds a second time, clearly.
    const candidate = planeOf(part(0, 36));
    const anchors = [anchor(4, 4), anchor(51, 18), anchor(18, 18), anchor(32, 32)];
    const segments = alignRecordings(whole, candidate, anchors, { config });
    const at = (seconds: number) => {
      const segment = segments.find(
        ({ candidateStartSeconds: start, candidateEndSeconds: end }) => start < seconds && end > seconds,
      );
      return placeAt(segment!, seconds);
    };
    expectWithin(at(4), 4, 0.05);
    expectWithin(at(18), 51, 0.05);
    expectWithin(at(32), 32, 0.05);
  });

  it('finds both sides of a cut behind a stretch that comes again, less clearly, just before where the cut ends', () => {
    const part = (startSeconds: number, seconds: number) => stretchOf(music, startSeconds, seconds);
    const veiled = applyColouredNoise(part(8, 9), {
      kind: 'coloured-noise',
      colour: 'pink',
      snrDb: 6,
      seed: 1,
    });
    const whole = planeOf(joined(part(0, 17), stretchOf(foreign, 5, 6), veiled, part(17, 12)));
    // 15 s are taken out; what comes before the cut is there a second time, just before where the cut ends.
    const candidate = planeOf(joined(part(0, 17), part(17, 12)));
    const anchors = [anchor(34, 19), anchor(28, 13), anchor(4, 4)];
    const [before, after, ...others] = alignRecordings(whole, candidate, anchors, { config });
    expect(others).toEqual([]);
    expectWithin(before!.candidateStartSeconds, 0, 0.1);
    expectWithin(before!.candidateEndSeconds, 17, 0.5);
    expectWithin(placeAt(before!, 10), 10, 0.02);
    expectWithin(after!.candidateStartSeconds, 17, 0.5);
    expectWithin(after!.candidateEndSeconds, 29, 0.1);
    expectWithin(placeAt(after!, 20), 35, 0.02);
    expect(Math.min(before!.score, after!.score)).toBeGreaterThan(0.95);
  });

  it('reports both times that a candidate plays a stretch', () => {
    const stretch = stretchOf(reference, 4, 6);
    const candidate = joined(stretch, stretchOf(foreign, 3, 4), stretch);
    const segments = align(candidate, [anchor(7, 3), anchor(7, 13)]);
    expect(segments).toHaveLength(2);
    expectWithin(placeAt(segments[0]!, 3), 7, 0.05);
    expectWithin(placeAt(segments[1]!, 13), 7, 0.05);
  });
});

describe('alignRecordings, where there is little to find', () => {
  const grid = Array.from({ length: 8 }, (_, i) => anchor(2 + 2 * i, 2 + 2 * i));

  it('gives two different recordings a score below 0.4', () => {
    const segments = [
      ...align(stretchOf(foreign, 5, 20), grid),
      ...alignRecordings(planeOf(stretchOf(music, 5, 5)), planeOf(stretchOf(foreign, 5, 5)), [], { config }),
    ];
    expect(segments.length).toBeGreaterThanOrEqual(1);
    for (const { score } of segments) expect(score).toBeLessThan(0.4);
  });

  it('puts a recording on itself', () => {
    const segments = align(reference, [{ referenceSeconds: 10, candidateSeconds: 10 }]);
    expectWhole(segments, 1, 0);
    expect(segments[0]!.score).toBeGreaterThan(0.999);
  });

  it('follows a recording through two seconds of silence', () => {
    const paused = planeOf(joined(stretchOf(music, 5, 8), silence(2), stretchOf(music, 13, 8)));
    const anchors = [anchor(4, 4), anchor(14, 14)];
    const segments = alignRecordings(paused, paused, anchors, { config });
    expect(segments).toHaveLength(1);
    expectWithin(segments[0]!.candidateEndSeconds, 18, 0.1);
  });

  it('says nothing of silence but a score of 0', () => {
    const quiet = planeOf(silence(6));
    const found = [
      ...alignRecordings(quiet, quiet, [], { config }),
      ...alignRecordings(referencePlane, quiet, grid, { config }),
      ...alignRecordings(quiet, referencePlane, grid, { config }),
    ];
    for (const segment of found) {
      expect(Math.abs(segment.score)).toBeLessThan(1e-6);
      expect(Object.values(segment).every(Number.isFinite)).toBe(true);
    }
  });

  it('places a candidate of one second, and gives up on one that has no place for a line', () => {
    const second = stretchOf(reference, 5, 1);
    const segments = align(second, [anchor(5.5, 0.5)]);
    expect(segments).toHaveLength(1);
    expectWithin(placeAt(segments[0]!, 0.5), 5.5, 0.05);
    expectWithin(segments[0]!.candidateEndSeconds, 1, 0.05);
    expect(align(stretchOf(reference, 5, 0.3), [anchor(5.1, 0.15)])).toEqual([]);
  });

  it('takes anchors that lie outside of both', () => {
    const outside = [anchor(-50, 400), anchor(1e6, -3), anchor(10, 10)];
    expectWhole(align(reference, outside), 1, 0);
  });

  it('makes no more searches than it may', () => {
    expect(alignRecordings(referencePlane, referencePlane, grid, { config, maximumSearches: 0 })).toEqual([]);
  });

  it('never writes to its inputs', () => {
    const plane = planeOf(stretchOf(reference, 0, 6));
    const before = plane.halves.slice();
    const kept = referencePlane.halves.slice();
    alignRecordings(referencePlane, plane, grid, { config });
    expect(plane.halves.findIndex((half, i) => half !== before[i])).toBe(-1);
    expect(referencePlane.halves.findIndex((half, i) => half !== kept[i])).toBe(-1);
  });
});
