import { describe, expect, it } from 'vitest';
import { pitchShiftOf, tempoRatioOf } from '../augment/index.js';
import { Rng } from '../numeric/index.js';
import { PROTOCOLS, type ProtocolName } from './protocol.js';
import { candidateTags, drawCandidate, foreignRecordingOf, foreignSeconds } from './protocol-candidate.js';

const foreign = { recordingId: 'other', startSeconds: 3, durationSeconds: 20 };

function drawMany(name: ProtocolName, count = 1000) {
  const rng = new Rng(1);
  const { alteration } = PROTOCOLS[name];
  const candidates = Array.from({ length: count }, () => drawCandidate(alteration, rng, foreign));
  const tags = candidates.flatMap((candidate) => Object.entries(candidateTags(alteration, candidate)));
  return { candidates, tags: [...new Set(tags.map(([key, value]) => `${key} ${value}`))].sort() };
}

/** Share of numbers in each of five equal parts of a range. */
function shares(values: readonly number[], min: number, max: number): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const value of values) counts[Math.floor((5 * (value - min)) / (max - min))]! += 1 / values.length;
  return counts;
}

describe('a candidate', () => {
  it.each([
    ['tempo-wide', 0.5, 2],
    ['speed', 0.6, 1.6],
  ] as const)('of %s is faster by a factor as often as slower by it', (name, min, max) => {
    const logarithms = drawMany(name).candidates.map(({ augmentation }) =>
      Math.log(tempoRatioOf(augmentation)),
    );
    const parts = shares(logarithms, Math.log(min), Math.log(max));
    expect(parts).toHaveLength(5);
    for (const share of parts) expect(Math.abs(share - 0.2)).toBeLessThan(0.05);
  });

  it('of pitch-wide spreads evenly over 14 semitones; of speed moves in pitch as in tempo', () => {
    const shifts = drawMany('pitch-wide').candidates.map(({ augmentation }) => pitchShiftOf(augmentation));
    for (const share of shares(shifts, -7, 7)) expect(Math.abs(share - 0.2)).toBeLessThan(0.05);
    for (const { augmentation } of drawMany('speed', 20).candidates) {
      expect(pitchShiftOf(augmentation)).toBeCloseTo(12 * Math.log2(tempoRatioOf(augmentation)), 9);
    }
  });

  it('of the others is one of all sorts, each with its tag', () => {
    expect(drawMany('noise').tags).toEqual(['noise brown', 'noise pink', 'noise pulsating', 'noise white']);
    expect(drawMany('reverb').tags).toEqual(['space echo', 'space room']);
    expect(drawMany('codec').tags).toEqual(['codec aac', 'codec mp3', 'codec opus']);
    expect(drawMany('band').tags).toEqual([
      'band band pass',
      'band high pass',
      'band low pass',
      'band telephone',
    ]);
    expect(drawMany('chain').tags).toEqual(['alterations 2', 'alterations 3', 'alterations 4']);
    expect(drawMany('tempo-wide').tags).toEqual([
      'tempoRatio 0.50 to 0.66',
      'tempoRatio 0.66 to 0.87',
      'tempoRatio 0.87 to 1.15',
      'tempoRatio 1.15 to 1.52',
      'tempoRatio 1.52 to 2.00',
    ]);
  });

  it('of noise stands at 0 dB', () => {
    for (const { augmentation } of drawMany('noise', 50).candidates) {
      expect(augmentation.alterations[0]).toMatchObject({ kind: 'coloured-noise', snrDb: 0 });
    }
  });

  it('of partial is unaltered, inside foreign sound', () => {
    const { candidates } = drawMany('partial', 1);
    expect(candidates[0]).toMatchObject({
      augmentation: { alterations: [] },
      surround: { recordingId: 'other', startSeconds: 3, beforeSeconds: 5, afterSeconds: 5 },
    });
    expect(foreignRecordingOf(candidates[0]!)).toBe('other');
    expect(foreignSeconds(PROTOCOLS.partial.alteration, 20)).toBeCloseTo(10.02, 9);
    expect(foreignSeconds(PROTOCOLS.codec.alteration, 20)).toBe(0);
  });

  it('of chain holds foreign sound now and then', () => {
    const { candidates } = drawMany('chain');
    const share = candidates.filter((one) => foreignRecordingOf(one) === 'other').length / candidates.length;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.35);
  });
});
