import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { CHAIN_RANGES, chain, drawChain, pitchShiftOf, tempoRatioOf, type Alteration } from './index.js';

const FAMILY: Readonly<Partial<Record<Alteration['kind'], number>>> = {
  ...{ tempo: 0, pitch: 0, speed: 0, clipping: 1, compression: 1, room: 2, echo: 2 },
  ...{ 'coloured-noise': 3, background: 3, 'band-limit': 4, telephone: 4, codec: 5, gain: 6 },
};
const crowd = { recordingId: 'crowd', startSeconds: 1, durationSeconds: 20 };

describe('drawChain', () => {
  const rng = new Rng(1);
  const chains = Array.from({ length: 3000 }, () => drawChain(rng, crowd));

  it('draws two, three or four alterations as often, of different families, in the order of events', () => {
    for (const count of [2, 3, 4]) {
      const share = chains.filter(({ alterations }) => alterations.length === count).length / chains.length;
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.04);
    }
    for (const { alterations } of chains) {
      const families = alterations.map(({ kind }) => FAMILY[kind]!);
      expect(families).toEqual([...new Set(families)].sort((a, b) => a - b));
    }
  });

  it('draws every family as often, and everything in it', () => {
    const kinds = chains.flatMap(({ alterations }) => alterations.map(({ kind }) => kind));
    for (let family = 0; family < 7; family++) {
      const share = kinds.filter((kind) => FAMILY[kind] === family).length / chains.length;
      expect(Math.abs(share - 3 / 7)).toBeLessThan(0.04);
    }
    expect(new Set(kinds)).toEqual(new Set(Object.keys(FAMILY)));
  });

  it('leaves the times alone where it is told to, and draws as few and as many as it is told', () => {
    const kept = Array.from({ length: 500 }, (_, seed) =>
      drawChain(new Rng(seed), undefined, { keepsTime: true, fewest: 1, most: 3 }),
    );
    for (const augmentation of kept) {
      expect(tempoRatioOf(augmentation)).toBe(1);
      expect(pitchShiftOf(augmentation)).toBe(0);
    }
    const counts = new Set(kept.map(({ alterations }) => alterations.length));
    expect(counts).toEqual(new Set([1, 2, 3]));
  });

  it('keeps to its ranges', () => {
    for (const augmentation of chains) {
      const tempoRatio = tempoRatioOf(augmentation);
      expect(tempoRatio).toBeGreaterThanOrEqual(CHAIN_RANGES.tempoRatio.min);
      expect(tempoRatio).toBeLessThanOrEqual(CHAIN_RANGES.tempoRatio.max);
      expect(Math.abs(pitchShiftOf(augmentation))).toBeLessThanOrEqual(5.2);
    }
  });

  it('without other sound draws noises only, and one seed gives one chain', () => {
    const alone = Array.from({ length: 300 }, (_, seed) => drawChain(new Rng(seed)));
    expect(alone.some(({ alterations }) => alterations.some(({ kind }) => kind === 'background'))).toBe(
      false,
    );
    expect(alone).toEqual(Array.from({ length: 300 }, (_, seed) => drawChain(new Rng(seed))));
  });
});

describe('the overall change of a chain', () => {
  it('counts speed in tempo and in pitch', () => {
    const augmentation = chain(
      { kind: 'tempo', tempoRatio: 1.5 },
      { kind: 'speed', speedRatio: 0.5 },
      { kind: 'pitch', shiftSemitones: 3 },
      { kind: 'gain', gainDb: 6 },
    );
    expect(tempoRatioOf(augmentation)).toBeCloseTo(0.75, 12);
    expect(pitchShiftOf(augmentation)).toBeCloseTo(-9, 12);
    expect([tempoRatioOf(chain()), pitchShiftOf(chain())]).toEqual([1, 0]);
  });
});
