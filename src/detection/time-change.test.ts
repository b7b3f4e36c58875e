import { describe, expect, it } from 'vitest';
import type { AlignedSegment } from '../alignment/index.js';
import { detectEdits } from './edits.js';
import { detectTimeChange } from './time-change.js';

function segment(parts: Partial<AlignedSegment> = {}): AlignedSegment {
  const { tempoRatio = 1, candidateStartSeconds = 0, candidateEndSeconds = 10 } = parts;
  const referenceStartSeconds = parts.referenceStartSeconds ?? tempoRatio * candidateStartSeconds;
  return {
    pitchShiftSemitones: 0,
    score: 0.9,
    lead: 0.5,
    prominence: 5,
    tempoRatio,
    candidateStartSeconds,
    candidateEndSeconds,
    referenceEndSeconds: referenceStartSeconds + tempoRatio * (candidateEndSeconds - candidateStartSeconds),
    ...parts,
    referenceStartSeconds,
  };
}

describe('detectTimeChange', () => {
  it('finds nothing in what alignment may err by', () => {
    expect(detectTimeChange([segment({ tempoRatio: 1.001, pitchShiftSemitones: 0.05 })])).toEqual([]);
  });

  it('tells a speed change from tempo and pitch that changed apart', () => {
    const tape = detectTimeChange([segment({ tempoRatio: 1.2, pitchShiftSemitones: 3.156 })]);
    expect(tape.map(({ kind }) => kind)).toEqual(['speed-change']);
    const apart = detectTimeChange([segment({ tempoRatio: 1.2, pitchShiftSemitones: 2.5 })]);
    expect(apart.map(({ kind }) => kind)).toEqual(['pitch-shift', 'tempo-change']);
    const tempo = detectTimeChange([segment({ tempoRatio: 1.2 })]);
    expect(tempo).toMatchObject([{ kind: 'tempo-change', tempoRatio: 1.2 }]);
  });

  it('finds a slight speed change whose pitch alone would prove nothing', () => {
    const shift = 12 * Math.log2(1.01);
    expect(detectTimeChange([segment({ tempoRatio: 1.01, pitchShiftSemitones: shift })])).toMatchObject([
      { kind: 'speed-change', speedRatio: 1.01 },
    ]);
  });
});

describe('detectEdits', () => {
  const first = segment({ candidateEndSeconds: 5 });

  it('finds a cut where the reference jumps ahead', () => {
    const second = segment({
      candidateStartSeconds: 5.2,
      candidateEndSeconds: 9,
      referenceStartSeconds: 8.2,
    });
    const [cut, ...others] = detectEdits([first, second]);
    expect(others).toEqual([]);
    expect(cut).toMatchObject({ kind: 'cut' });
    if (cut?.kind !== 'cut') return;
    expect(cut.removedSeconds).toBeCloseTo(3, 6);
    expect(Math.abs(cut.candidateSeconds - 5.1)).toBeLessThan(1e-6);
  });

  it('finds an insertion where the reference stands still', () => {
    const second = segment({ candidateStartSeconds: 9, candidateEndSeconds: 14, referenceStartSeconds: 5.1 });
    const [insertion] = detectEdits([first, second]);
    expect(insertion).toMatchObject({ kind: 'insertion' });
    if (insertion?.kind !== 'insertion') return;
    expect(insertion.candidateEndSeconds - insertion.candidateStartSeconds).toBeCloseTo(3.9, 6);
  });

  it('finds what lies between parts that are out of order, or far apart in the reference', () => {
    const late = segment({ referenceStartSeconds: 30 });
    for (const [referenceStartSeconds, pitchShiftSemitones] of [
      [5, 0] as const,
      [5, 2] as const,
      [60, 0] as const,
    ]) {
      const other = segment({
        candidateStartSeconds: 18,
        candidateEndSeconds: 26,
        referenceStartSeconds,
        pitchShiftSemitones,
      });
      expect(detectEdits([late, other])).toEqual([
        { kind: 'insertion', candidateStartSeconds: 10, candidateEndSeconds: 18 },
      ]);
    }
    // Both go on for 8 s: the reference may go on unheard.
    const on = segment({ candidateStartSeconds: 18, candidateEndSeconds: 26, referenceStartSeconds: 48 });
    expect(detectEdits([late, on])).toEqual([]);
  });

  it('takes no sound for foreign that a longer part runs through', () => {
    const whole = segment({ candidateEndSeconds: 20 });
    const within = segment({ candidateStartSeconds: 5, candidateEndSeconds: 9, referenceStartSeconds: 40 });
    const after = segment({ candidateStartSeconds: 20, candidateEndSeconds: 30 });
    expect(detectEdits([whole, within, after])).toEqual([]);
  });

  it('finds nothing where one segment goes on from the other, nor in a repetition', () => {
    const on = segment({ candidateStartSeconds: 6, candidateEndSeconds: 9 });
    expect(detectEdits([first, on])).toEqual([]);
    for (const referenceStartSeconds of [1, 4]) {
      const again = segment({ candidateStartSeconds: 5, candidateEndSeconds: 9, referenceStartSeconds });
      expect(detectEdits([first, again])).toEqual([]);
    }
  });
});
