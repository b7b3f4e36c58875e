import { describe, expect, it } from 'vitest';
import { detectorScores } from './detector-scores.js';
import type { DetectorOutcome } from './known-fragment.js';

const noise = (snrDb: number, strength: string): DetectorOutcome['truth'][number] => ({
  alteration: { kind: 'added-noise', snrDb },
  strength,
});
const found = (snrDb: number): DetectorOutcome['detected'][number] => ({
  kind: 'added-noise',
  snrDb,
  uncertaintyDb: 4,
});

describe('detectorScores', () => {
  const outcomes: DetectorOutcome[] = [
    { truth: [noise(10, 'strong')], undecided: [], detected: [found(12)] },
    { truth: [noise(30, 'weak')], undecided: [], detected: [] },
    { truth: [], undecided: [], detected: [found(20)] },
    { truth: [], undecided: [], detected: [] },
    { truth: [], undecided: ['added-noise'], detected: [found(20)] },
  ];
  const score = detectorScores(outcomes).find(({ kind }) => kind === 'added-noise')!;

  it('counts targets, by strength too, and false alarms, but nothing undecided', () => {
    expect(score.detected).toEqual({ count: 1, of: 2 });
    expect(score.falseAlarms).toEqual({ count: 1, of: 2 });
    expect(score.detectedByStrength).toEqual([
      { strength: 'strong', count: 1, of: 1 },
      { strength: 'weak', count: 0, of: 1 },
    ]);
  });

  it('measures the errors of what was found rightly', () => {
    expect(score.errors).toEqual([{ estimate: 'snrDb', median: 2, percentile95: 2, count: 1 }]);
  });

  it('counts an alteration that nobody made as a non-target everywhere', () => {
    const cut = detectorScores(outcomes).find(({ kind }) => kind === 'cut')!;
    expect(cut.detected.of).toBe(0);
    expect(cut.falseAlarms).toEqual({ count: 0, of: 5 });
  });
});
