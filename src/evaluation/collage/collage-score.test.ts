import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { precisionWeightedF, scoreBoxes, scoreFile, scoreSeconds, type PairedSpan } from './collage-score.js';
import { coveredLength } from './whole-spans.js';

const span = (begin: number, end: number) => ({ begin, end });
const paired = (reference: readonly [number, number], query: readonly [number, number]): PairedSpan => ({
  reference: span(...reference),
  query: span(...query),
});
const ids = { queryId: 'q', referenceId: 'r' };

// The three worked examples of the benchmark's own description.
const truth = { ...paired([15, 40], [20, 45]), tempoPercent: 100 };

describe('seconds found', () => {
  it('count as right only as far as both sides agree', () => {
    const score = scoreSeconds({ ...ids, annotated: [truth], matched: [paired([30, 45], [33, 51])] });
    expect(score).toMatchObject({ truePositives: 10, falseNegatives: 15, falsePositives: 6, recall: 0.4 });
    expect(score.precision).toBeCloseTo(0.625, 12);
  });

  it('are all wrong in another reference, and all missed in the right one', () => {
    const wrong = scoreSeconds({ ...ids, annotated: [], matched: [paired([30, 45], [33, 51])] });
    // The description counts 18; the benchmark's program, which this follows, takes the query's 18 s at the match's tempo.
    expect(wrong).toMatchObject({ falsePositives: 15, precision: 0, truePositives: 0, falseNegatives: 0 });
    expect(scoreSeconds({ ...ids, annotated: [truth], matched: [] })).toMatchObject({
      falseNegatives: 25,
      recall: 0,
      precision: 1,
    });
  });

  it('are undecided where the right stretch of the query meets another place of its reference', () => {
    const score = scoreSeconds({ ...ids, annotated: [truth], matched: [paired([50, 65], [33, 51])] });
    expect(score).toMatchObject({ unknownPositives: 12, falsePositives: 6, truePositives: 0 });
  });

  it('are all right where the match is the annotation, at any tempo', () => {
    const begin = fc.integer({ min: 0, max: 500 });
    const length = fc.integer({ min: 4, max: 30 });
    fc.assert(
      fc.property(begin, begin, length, fc.integer({ min: 50, max: 200 }), (r, q, seconds, tempoPercent) => {
        const heard = Math.ceil((100 * seconds) / tempoPercent);
        const pair = paired([r, r + seconds], [q, q + heard]);
        const score = scoreSeconds({ ...ids, annotated: [{ ...pair, tempoPercent }], matched: [pair] });
        return score.recall === 1 && score.falsePositives <= 2;
      }),
    );
  });
});

describe('files found', () => {
  it('are right, missed or wrong', () => {
    const matched = [paired([0, 5], [0, 5])];
    expect(scoreFile({ ...ids, annotated: [truth], matched })).toMatchObject({ recall: 1, precision: 1 });
    expect(scoreFile({ ...ids, annotated: [truth], matched: [] })).toMatchObject({ recall: 0, precision: 1 });
    expect(scoreFile({ ...ids, annotated: [], matched })).toMatchObject({ recall: 0, precision: 0 });
  });
});

describe('boxes found', () => {
  it('are judged by both sides together', () => {
    const score = scoreBoxes({ ...ids, annotated: [truth], matched: [paired([15, 40], [20, 45])] });
    expect(score).toEqual({ recall: 1, precision: 1 });
    const half = scoreBoxes({ ...ids, annotated: [truth], matched: [paired([15, 40], [20, 70])] });
    expect(half.recall).toBe(1);
    expect(half.precision).toBe(0.5);
  });
});

it('seconds that spans cover are counted once', () => {
  expect(coveredLength([span(5, 8), span(0, 6), span(20, 21), span(1, 2)])).toBe(9);
  expect(coveredLength([])).toBe(0);
});

it('the F score weighs precision nine times', () => {
  expect(precisionWeightedF(0.5, 1)).toBeCloseTo(5 / 5.5, 12);
  expect(precisionWeightedF(0, 0)).toBe(0);
});
