import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pitchShiftOf, tempoRatioOf } from '../../augment/index.js';
import { Rng } from '../../numeric/index.js';
import { annotatedPairs, annotationOf } from './annotate-collage.js';
import { COLLAGE_LEVELS, type CollageLevel } from './chunk-alterations.js';
import { planCollages, type CollageQuery } from './collage-plan.js';
import { planReprises } from './reprises.js';
import { planSingleAlterations, SINGLE_ALTERATIONS } from './single-alterations.js';

const recordings = Array.from({ length: 12 }, (_, i) => ({ id: `r${i}`, durationSeconds: 8 + 20 * i }));
const durationOf = new Map(recordings.map(({ id, durationSeconds }) => [id, durationSeconds]));

const plan = (level: CollageLevel, seed: number, chunks = 60): CollageQuery[] =>
  planCollages(recordings, { name: 'q', level, chunks, rng: new Rng(seed) });

describe('a plan of collages', () => {
  it('cuts chunks inside recordings of 10 s or more, none twice in a query, and places them in a row', () => {
    fc.assert(
      fc.property(fc.constantFrom(...COLLAGE_LEVELS), fc.nat(), (level, seed) => {
        for (const { chunks, joins } of plan(level, seed)) {
          expect(chunks.length).toBeGreaterThanOrEqual(3);
          expect(new Set(chunks.map(({ recordingId }) => recordingId)).size).toBe(chunks.length);
          chunks.forEach((chunk, i) => {
            const whole = durationOf.get(chunk.recordingId)!;
            expect(whole).toBeGreaterThanOrEqual(10);
            expect(chunk.startSeconds).toBeGreaterThanOrEqual(2);
            expect(chunk.startSeconds + chunk.durationSeconds).toBeLessThanOrEqual(whole);
            expect(chunk.durationSeconds).toBeGreaterThanOrEqual(4.4);
            const next = chunks[i + 1];
            if (next === undefined) return;
            expect(next.queryStartSeconds).toBeCloseTo(chunk.queryEndSeconds - joins[i]!.seconds, 9);
            expect(2 * joins[i]!.seconds).toBeLessThan(chunk.queryEndSeconds - chunk.queryStartSeconds);
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is the same for the same seed, and has about as many chunks as were asked for', () => {
    expect(plan('hard', 3)).toEqual(plan('hard', 3));
    expect(plan('hard', 3)).not.toEqual(plan('hard', 4));
    const count = plan('medium', 1, 300).flatMap(({ chunks }) => chunks).length;
    expect(count).toBeGreaterThanOrEqual(300);
    expect(count).toBeLessThan(315);
  });

  it('is harder from level to level', () => {
    const chunksOf = (level: CollageLevel) => plan(level, 1, 3000).flatMap(({ chunks }) => chunks);
    const changes = COLLAGE_LEVELS.map((level) =>
      Math.max(
        ...chunksOf(level).map(({ augmentation }) =>
          Math.max(
            Math.abs(pitchShiftOf(augmentation)),
            12 * Math.abs(Math.log2(tempoRatioOf(augmentation))),
          ),
        ),
      ),
    );
    expect(changes).toEqual(changes.toSorted((a, b) => a - b));
    const kinds = (level: CollageLevel) =>
      new Set(
        chunksOf(level).flatMap(({ augmentation }) => augmentation.alterations.map(({ kind }) => kind)),
      );
    expect(kinds('easy').has('echo')).toBe(false);
    expect(kinds('hard').has('room')).toBe(true);
    expect(
      plan('easy', 1, 300)
        .flatMap(({ joins }) => joins)
        .every(({ seconds }) => seconds === 0),
    ).toBe(true);
  });

  it('needs three recordings', () => {
    const few = { name: 'q', level: 'easy' as const, chunks: 3, rng: new Rng(1) };
    expect(() => planCollages(recordings.slice(0, 3), few)).toThrow('3');
  });
});

describe('a plan of reprises', () => {
  it('cuts two parts of one recording that have nothing in common, and a chunk of another between them', () => {
    const queries = planReprises(recordings, { name: 'r', chunks: 300, rng: new Rng(1) });
    expect(queries).toHaveLength(100);
    for (const { chunks } of queries) {
      const [first, between, last] = chunks;
      expect(chunks).toHaveLength(3);
      expect(last!.recordingId).toBe(first!.recordingId);
      expect(between!.recordingId).not.toBe(first!.recordingId);
      const [earlier, later] = [first!, last!].toSorted((a, b) => a.startSeconds - b.startSeconds);
      expect(earlier!.startSeconds + earlier!.durationSeconds).toBeLessThanOrEqual(later!.startSeconds + 0.1);
      expect(later!.startSeconds + later!.durationSeconds).toBeLessThanOrEqual(
        durationOf.get(later!.recordingId)!,
      );
      for (const { durationSeconds } of chunks) expect(durationSeconds).toBeLessThanOrEqual(15);
    }
    // Both ways: a part from behind the first one, and from before it.
    const forwards = queries.filter(({ chunks }) => chunks[2]!.startSeconds > chunks[0]!.startSeconds).length;
    expect(forwards).toBeGreaterThan(30);
    expect(forwards).toBeLessThan(70);
  });

  it('needs a recording that is long enough', () => {
    const short = recordings.filter(({ durationSeconds }) => durationSeconds < 40);
    expect(() => planReprises(short, { name: 'r', chunks: 9, rng: new Rng(1) })).toThrow(
      '0 recordings are 40 s long',
    );
  });
});

describe('a plan of single alterations', () => {
  it('gives each alteration its turn', () => {
    const chunks = 2 * SINGLE_ALTERATIONS.length * 3;
    const { queries, alterationOf } = planSingleAlterations(recordings, {
      name: 's',
      chunks,
      rng: new Rng(1),
    });
    const names = queries.flatMap((query, i) => query.chunks.map((_, chunk) => alterationOf(i, chunk)));
    for (const { name } of SINGLE_ALTERATIONS)
      expect(names.filter((other) => other === name)).toHaveLength(6);
  });
});

describe('what a query holds', () => {
  it('is annotated in the whole seconds that a chunk touches, by recording', () => {
    const [query] = plan('easy', 5);
    const [chunk] = query!.chunks;
    const { reference, query: span } = annotationOf(chunk!);
    expect(reference.begin).toBeLessThanOrEqual(chunk!.startSeconds);
    expect(reference.end).toBeGreaterThanOrEqual(chunk!.startSeconds + chunk!.durationSeconds - 1e-6);
    expect(span.begin).toBe(0);
    const wrong = { referenceId: 'elsewhere', reference: { begin: 0, end: 5 }, query: { begin: 0, end: 5 } };
    const pairs = annotatedPairs(query!, [wrong]);
    expect(pairs).toHaveLength(query!.chunks.length + 1);
    expect(pairs.at(-1)).toMatchObject({ annotated: [], matched: [wrong] });
  });
});
