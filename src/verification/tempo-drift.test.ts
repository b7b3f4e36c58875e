import { describe, expect, it } from 'vitest';
import { tempoDriftWarning } from './tempo-drift.js';

/** A segment of the candidate, in seconds, that begins at a place of the reference. */
function segment(from: number, to: number, referenceStartSeconds: number, tempoRatio: number) {
  return {
    candidateStartSeconds: from,
    candidateEndSeconds: to,
    referenceStartSeconds,
    referenceEndSeconds: referenceStartSeconds + tempoRatio * (to - from),
    tempoRatio,
    pitchShiftSemitones: 0,
    score: 0.5,
    lead: 0.3,
    prominence: 5,
  };
}

describe('a warning of drifting tempo', () => {
  it('is given where one segment goes on from another at another tempo', () => {
    const warning = tempoDriftWarning([
      segment(0, 13, 0, 0.982),
      segment(13, 31, 12.8, 1.018),
      segment(31, 51, 31.1, 1.007),
    ]);
    expect(warning).toContain('× 0.982, × 1.018, × 1.007');
    expect(warning).toContain('another performance');
  });

  it('is given across what lies elsewhere, as where the music repeats itself', () => {
    const segments = [segment(0, 10, 0, 1.01), segment(10, 18, 40, 1.01), segment(18, 60, 18.1, 0.967)];
    expect(tempoDriftWarning(segments)).toContain('× 1.010, × 0.967');
  });

  it.each([
    ['one segment', [segment(0, 60, 0, 1.1)]],
    ['a cut', [segment(0, 20, 0, 1), segment(20, 40, 50, 1.02)]],
    ['an insertion', [segment(0, 20, 0, 1), segment(35, 55, 20, 1.02)]],
    ['one tempo throughout', [segment(0, 20, 0, 1.1), segment(20, 40, 22, 1.102)]],
    ['segments too short to tell', [segment(0, 20, 0, 1), segment(20, 22, 20, 1.05)]],
    ['nothing in common', []],
  ])('is not given for %s', (_, segments) => {
    expect(tempoDriftWarning(segments)).toBeUndefined();
  });
});
