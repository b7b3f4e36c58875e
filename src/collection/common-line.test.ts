import { describe, expect, it } from 'vitest';
import { commonLine, shareOf, sharesOf, soundingStretches } from './common-line.js';
import { segmentOf } from './graph.contract.js';

describe('what two recordings have in common', () => {
  it('is a share of what sounds, where stretches that overlap count once', () => {
    const vector = Float32Array.of(1);
    const fragments = [0, 2.5, 5, 40].map((startSeconds) => ({
      startSeconds,
      endSeconds: startSeconds + 5,
      vector,
    }));
    const sounding = soundingStretches(fragments);
    expect(sounding).toEqual([
      [0, 10],
      [40, 45],
    ]);
    expect(
      shareOf(sounding, [
        [6, 42.5],
        [4, 8],
      ]),
    ).toBeCloseTo(8.5 / 15, 12);
    expect(shareOf(sounding, [])).toBe(0);
    expect(shareOf([], [[0, 1]])).toBe(0);
  });

  it('is counted once where it fits again', () => {
    const whole = [[0, 36]] as const;
    const excerpt = [[0, 12]] as const;
    const at = (start: number, weight: number) => ({ ...segmentOf([start, start + 12], [0, 12]), weight });
    const again = [at(0.5, 2), at(12.5, 5), at(24, 3)];
    const { referenceShare, candidateShare } = sharesOf(again, whole, excerpt);
    expect(referenceShare).toBeCloseTo(1 / 3, 12);
    expect(candidateShare).toBe(1);
    // What was only cut out or moved counts.
    const edited = [segmentOf([0, 10], [0, 10]), segmentOf([9, 22], [22, 35]), segmentOf([22, 36], [10, 24])];
    expect(sharesOf(edited, whole, whole).referenceShare).toBe(1);
  });

  it('lies on one line where stretches follow on from one another, whatever stands between', () => {
    const first = segmentOf([0, 60], [10, 70]);
    const next = segmentOf([70, 100], [80, 110]);
    const moved = segmentOf([100, 120], [150, 170]);
    const whole = [[0, 200]] as const;
    expect(commonLine([first, next, moved], whole, whole)).toEqual({
      tempoRatio: 1,
      pitchShiftSemitones: 0,
      referenceShare: 0.45,
      candidateShare: 0.45,
    });
    expect(commonLine([segmentOf([0, 60], [10, 70], 1), moved], whole, whole).candidateShare).toBe(0.3);
  });
});
