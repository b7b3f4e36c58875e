import { describe, expect, it } from 'vitest';
import { truthOf, undecidedOf } from './detector-trials.js';

describe('truthOf', () => {
  it('calls speed one change, and tempo and pitch two', () => {
    expect(truthOf([{ kind: 'speed', speedRatio: 1.2 }]).map(({ alteration }) => alteration)).toEqual([
      { kind: 'speed-change', speedRatio: 1.2 },
    ]);
    const apart = truthOf([
      { kind: 'tempo', tempoRatio: 0.8 },
      { kind: 'pitch', shiftSemitones: 2 },
    ]);
    expect(apart.map(({ alteration }) => alteration.kind)).toEqual(['tempo-change', 'pitch-shift']);
  });

  it('keeps the ends that a band has', () => {
    expect(truthOf([{ kind: 'band-limit', highHz: 3000 }])).toEqual([
      { alteration: { kind: 'band-limit', highHz: 3000 }, strength: 'high end' },
    ]);
  });

  it('sorts strengths into classes', () => {
    const strengths = [5, 35].map(
      (snrDb) => truthOf([{ kind: 'coloured-noise', colour: 'white', snrDb, seed: 1 }])[0]?.strength,
    );
    expect(strengths).toEqual(['steady, 0 to 10 dB', 'steady, ≥ 30 dB']);
  });
});

describe('undecidedOf', () => {
  it('lets detectors speak or not where an alteration resembles another', () => {
    expect(undecidedOf([{ kind: 'echo', delaySeconds: 0.2, decay: 0.5 }])).toEqual(['reverberation', 'gain']);
    expect(undecidedOf([{ kind: 'gain', gainDb: 0.6 }])).toEqual(['gain']);
    expect(undecidedOf([{ kind: 'gain', gainDb: 6 }])).toEqual([]);
  });
});
