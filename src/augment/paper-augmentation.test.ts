import { beforeAll, describe, expect, it } from 'vitest';
import type { Signal } from '../audio/index.js';
import { Rng } from '../numeric/index.js';
import {
  PAPER_AUGMENTATION_RANGES,
  applyAlteration,
  applyAugmentation,
  chain,
  createSignalsmithStretcher,
  describeAugmentation,
  drawPaperAugmentation,
  paperAugmentationRangesSchema,
  type Alteration,
  type TimeStretcher,
} from './index.js';

const rng = new Rng(1);
const signal = {
  samples: Float32Array.from({ length: 3000 }, () => 0.1 * rng.normal()),
  sampleRateHz: 22_050,
};

const ALL: readonly Alteration[] = [
  { kind: 'pitch', shiftSemitones: -2 },
  { kind: 'tempo', tempoRatio: 1.08 },
  { kind: 'reverb', roomSizePercent: 20, dampingPercent: 5, reverberancePercent: 12.5 },
  { kind: 'gaussian-noise', amplitude: 0.01, seed: 7 },
];

describe('the augmentation of the paper', () => {
  it('draws each of the four about as often as its probability says, in order and in range', () => {
    const source = new Rng(20);
    const drawn = Array.from({ length: 2000 }, () =>
      drawPaperAugmentation(PAPER_AUGMENTATION_RANGES, source),
    );
    const order = ALL.map(({ kind }) => kind);
    for (const kind of order) {
      const count = drawn.filter(({ alterations }) => alterations.some((one) => one.kind === kind)).length;
      expect(Math.abs(count / drawn.length - 0.5)).toBeLessThan(0.04);
    }
    expect(drawn.filter(({ alterations }) => alterations.length === 0).length / drawn.length).toBeCloseTo(
      1 / 16,
      1,
    );
    for (const { alterations } of drawn) {
      const places = alterations.map(({ kind }) => order.indexOf(kind));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      for (const alteration of alterations) expectInPaperRange(alteration);
    }
  });

  it('leaves what one alteration draws alone when another is switched off', () => {
    const withoutPitch = {
      ...PAPER_AUGMENTATION_RANGES,
      pitch: { ...PAPER_AUGMENTATION_RANGES.pitch, probability: 0 },
    };
    for (let seed = 0; seed < 50; seed++) {
      const all = drawPaperAugmentation(PAPER_AUGMENTATION_RANGES, new Rng(seed)).alterations;
      expect(drawPaperAugmentation(withoutPitch, new Rng(seed)).alterations).toEqual(
        all.filter(({ kind }) => kind !== 'pitch'),
      );
    }
  });

  it('its ranges pass their own schema, which refuses typos and ranges turned round', () => {
    expect(paperAugmentationRangesSchema.parse(PAPER_AUGMENTATION_RANGES)).toEqual(PAPER_AUGMENTATION_RANGES);
    expect(paperAugmentationRangesSchema.safeParse({ ...PAPER_AUGMENTATION_RANGES, tmepo: {} }).success).toBe(
      false,
    );
    const turned = { probability: 1, tempoRatio: { min: 1.2, max: 0.8 } };
    expect(
      paperAugmentationRangesSchema.safeParse({ ...PAPER_AUGMENTATION_RANGES, tempo: turned }).success,
    ).toBe(false);
  });

  it('is described in words', () => {
    expect(describeAugmentation(chain(...ALL))).toBe(
      'pitch −2.00 semitones, tempo × 1.080, reverb (room 20.0 %, damping 5.0 %, reverberance 12.5 %), ' +
        'Gaussian noise 0.0100',
    );
    expect(describeAugmentation(chain())).toBe('unaltered');
  });
});

describe('applying an augmentation', () => {
  let stretcher: TimeStretcher;
  beforeAll(async () => {
    stretcher = await createSignalsmithStretcher();
  });

  it('gives the same samples every time and leaves its input alone', () => {
    const before = signal.samples.slice();
    const first = applyAugmentation(signal, chain(...ALL), { stretcher });
    expect(applyAugmentation(signal, chain(...ALL), { stretcher })).toEqual(first);
    expect(first.samples.length).toBe(Math.round(3000 / 1.08));
    expect(signal.samples).toEqual(before);
  });

  it('without alterations gives the signal itself', () => {
    expect(applyAugmentation(signal, chain(), { stretcher })).toBe(signal);
  });

  it('is the alterations one after the other', () => {
    const [, tempo, reverb, noise] = ALL as [Alteration, Alteration, Alteration, Alteration];
    const byHand = [tempo, reverb, noise].reduce<Signal>(
      (sound, one) => applyAlteration(sound, one, { stretcher }),
      signal,
    );
    expect(applyAugmentation(signal, chain(tempo, reverb, noise), { stretcher })).toEqual(byHand);
  });
});

function expectInPaperRange(alteration: Alteration): void {
  if (alteration.kind === 'pitch') {
    expect(Math.abs(alteration.shiftSemitones)).toBeLessThanOrEqual(4);
  } else if (alteration.kind === 'tempo') {
    expect(Math.abs(alteration.tempoRatio - 1)).toBeLessThanOrEqual(0.2);
  } else if (alteration.kind === 'reverb') {
    const { roomSizePercent, dampingPercent, reverberancePercent } = alteration;
    expect(Math.max(roomSizePercent, dampingPercent, reverberancePercent)).toBeLessThanOrEqual(20);
    expect(Math.min(roomSizePercent, dampingPercent, reverberancePercent)).toBeGreaterThanOrEqual(0);
  } else if (alteration.kind === 'gaussian-noise') {
    expect(alteration.amplitude).toBeGreaterThanOrEqual(0.001);
    expect(alteration.amplitude).toBeLessThanOrEqual(0.015);
  } else {
    expect.unreachable(`the paper has no ${alteration.kind}`);
  }
}
