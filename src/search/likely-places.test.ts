import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { likelyRecordings, type QueryWindow } from './likely-places.js';

const WINDOW_SECONDS = 5;
const QUERY_HOP = 0.625;

/** A window of the query with these neighbours: recording, middle in it, cosine; and a crowd of chance ones. */
function window(
  middleSeconds: number,
  alike: readonly (readonly [string, number, number])[],
  rng: Rng,
): QueryWindow {
  const chance = Array.from({ length: 20 }, (): [string, number, number] => [
    `other ${rng.integer(500)}`,
    300 * rng.uniform(),
    0.3 + 0.15 * rng.uniform(),
  ]);
  const neighbours = [...alike, ...chance]
    .sort(([, , a], [, , b]) => b - a)
    .map(([recordingId, middle, cosine], i) => ({
      recordingId,
      window: i,
      startSeconds: middle - WINDOW_SECONDS / 2,
      endSeconds: middle + WINDOW_SECONDS / 2,
      cosine,
    }));
  return { middleSeconds, neighbours };
}

/** A query that plays `recordingId` from `fromSeconds` on at a tempo, hardly more alike to it than chance. */
function faintCopy(tempoRatio: number, rng: Rng): QueryWindow[] {
  return Array.from({ length: 12 }, (_, i) => {
    const middle = 2.5 + i * QUERY_HOP;
    return window(middle, [['copied', 60 + tempoRatio * middle, 0.44]], rng);
  });
}

describe('likely recordings', () => {
  it.each([0.5, 0.8, 1, 1.3, 2])(
    'put the one first whose windows lie in a line at tempo %d, though none is the most alike of its window',
    (tempoRatio) => {
      const rng = new Rng(7);
      const likely = likelyRecordings(faintCopy(tempoRatio, rng));
      expect(likely[0]!.recordingId).toBe('copied');
      expect(likely[0]!.support).toBeGreaterThan(1.5 * likely[1]!.support);
    },
  );

  it('do not take windows for a line that meet a recording backwards', () => {
    const rng = new Rng(8);
    const backwards = Array.from({ length: 12 }, (_, i) =>
      window(2.5 + i * QUERY_HOP, [['backwards', 100 - 4 * i, 0.44]], rng),
    );
    const forwards = likelyRecordings(faintCopy(1, new Rng(8)))[0]!.support;
    const found = likelyRecordings(backwards).find(({ recordingId }) => recordingId === 'backwards');
    expect(found!.support).toBeLessThan(0.6 * forwards);
  });

  it('name the recordings of both halves of a collage, each with a place in its own half', () => {
    const rng = new Rng(9);
    const query = Array.from({ length: 60 }, (_, i) => {
      const middle = 2.5 + i * QUERY_HOP;
      const isFirst = middle < 20;
      return window(middle, [[isFirst ? 'first' : 'second', 30 + middle, isFirst ? 0.9 : 0.5]], rng);
    });
    const likely = likelyRecordings(query);
    const place = (id: string) => likely.find(({ recordingId }) => recordingId === id)!.places[0]!;
    expect(place('first').candidateSeconds).toBeLessThan(20);
    expect(place('second').candidateSeconds).toBeGreaterThan(19);
    expect(place('second').referenceSeconds - place('second').candidateSeconds).toBeCloseTo(30, 9);
  });

  it('are none where there are no neighbours', () => {
    expect(likelyRecordings([{ middleSeconds: 2.5, neighbours: [] }])).toEqual([]);
    expect(likelyRecordings([])).toEqual([]);
  });
});
