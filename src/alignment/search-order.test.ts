import { describe, expect, it } from 'vitest';
import type { ScoredLine } from './line.js';
import { SearchOrder, type SearchWindow } from './search-order.js';

const FRAMES_PER_SECOND = 10;

/** A window whose anchor says that candidate and reference meet at these seconds. */
function window(candidateSeconds: number, referenceSeconds: number): SearchWindow {
  const candidateFrame = candidateSeconds * FRAMES_PER_SECOND;
  const referenceFrame = referenceSeconds * FRAMES_PER_SECOND;
  return {
    candidateFrom: candidateFrame - 25,
    candidateTo: candidateFrame + 25,
    referenceFrom: referenceFrame - 50,
    referenceTo: referenceFrame + 50,
    anchor: { candidateFrame, referenceFrame },
  };
}

/** A line of tempo 1 over candidate seconds [from, to) that begins at these seconds of the reference. */
function line(from: number, to: number, referenceSeconds: number): ScoredLine {
  return {
    tempoRatio: 1,
    shiftBins: 0,
    offsetFrames: (referenceSeconds - from) * FRAMES_PER_SECOND,
    score: 0.5,
    fromFrame: from * FRAMES_PER_SECOND,
    toFrame: to * FRAMES_PER_SECOND,
  };
}

/** Anchors of the windows that are searched, in seconds [candidate, reference], when all lines are known from the start. */
function order(windows: readonly SearchWindow[], found: readonly ScoredLine[] = []): number[][] {
  const search = new SearchOrder(windows, FRAMES_PER_SECOND);
  const searched: number[][] = [];
  for (;;) {
    const next = search.next(found);
    if (next === undefined) break;
    searched.push(
      [next.anchor!.candidateFrame, next.anchor!.referenceFrame].map((frame) => frame / FRAMES_PER_SECOND),
    );
  }
  expect(search.searches).toBe(searched.length);
  return searched;
}

describe('the order of searches', () => {
  it('is that of promise where nothing is known, no place twice', () => {
    const windows = [window(10, 40), window(11, 41), window(30, 5), window(10, 43)];
    expect(order(windows)).toEqual([
      [10, 40],
      [30, 5],
      [10, 43],
    ]);
  });

  it('leaves out what a line explains, and puts off what lies just beside one on its way', () => {
    const found = [line(0, 20, 100)];
    const windows = [window(5, 105), window(22, 122), window(25, 125), window(30, 7)];
    expect(order(windows, found)).toEqual([
      [25, 125],
      [30, 7],
      [22, 122],
    ]);
  });

  it('looks at unknown sound first, then twice at most at each line, in turns', () => {
    const found = [line(0, 20, 100), line(30, 50, 200)];
    const elsewhere = [3, 6, 9, 12].map((seconds) => window(seconds, 10 + 20 * seconds));
    const windows = [...elsewhere, window(40, 1000), window(60, 7)];
    expect(order(windows, found)).toEqual([
      [60, 7],
      [3, 70],
      [40, 1000],
      [6, 130],
    ]);
  });

  it('comes back to what a line no longer covers', () => {
    const search = new SearchOrder([window(5, 105), window(30, 7)], FRAMES_PER_SECOND);
    expect(search.next([line(0, 20, 100)])).toMatchObject(window(30, 7));
    // The line was cut short, as where another one says better what was behind.
    expect(search.next([line(8, 20, 108)])).toMatchObject(window(5, 105));
    expect(search.next([line(8, 20, 108)])).toBeUndefined();
  });

  it('knows a window without an anchor, as that of two short recordings, for unknown', () => {
    const whole = { candidateFrom: 0, candidateTo: 80, referenceFrom: 0, referenceTo: 80 };
    const search = new SearchOrder([whole], FRAMES_PER_SECOND);
    expect(search.next([])).toBe(whole);
    expect(search.next([line(0, 8, 0)])).toBeUndefined();
  });

  it('names the other places of what a line plays', () => {
    const windows = [window(5, 105), window(5, 300), window(25, 300), window(12, 40)];
    const search = new SearchOrder(windows, FRAMES_PER_SECOND);
    expect(search.otherPlaces(line(0, 20, 100))).toEqual([windows[1]!.anchor, windows[3]!.anchor]);
  });
});
