import { z } from 'zod';
import { Rng } from '../numeric/index.js';
import type { Alteration } from './alteration.js';
import { chain, type Augmentation } from './augmentation.js';
import { drawGaussianNoise, GAUSSIAN_NOISE_LIMITS } from './gaussian-noise.js';
import { drawReverb, REVERB_LIMITS, type ReverbRanges } from './reverb.js';
import { settingRangeSchema, type SettingRange } from './setting-range.js';
import { drawPitch, drawTempo, PITCH_LIMITS, TEMPO_LIMITS } from './tempo-and-pitch.js';

/** What training draws its alterations from, and how often each of the four is there. Plain data, for recipes. */
export interface PaperAugmentationRanges {
  readonly pitch: { readonly probability: number; readonly shiftSemitones: SettingRange };
  readonly tempo: { readonly probability: number; readonly tempoRatio: SettingRange };
  readonly reverb: { readonly probability: number } & ReverbRanges;
  readonly gaussianNoise: { readonly probability: number; readonly amplitude: SettingRange };
}

/**
 * The ranges of the paper. It does not say how often each alteration is applied: 0.5 is ours. Nor does it say on
 * which scale its range [0; 20] for the three reverberation settings is: read here as SoX's percentages, whose names
 * they are.
 */
export const PAPER_AUGMENTATION_RANGES: PaperAugmentationRanges = {
  pitch: { probability: 0.5, shiftSemitones: { min: -4, max: 4 } },
  tempo: { probability: 0.5, tempoRatio: { min: 0.8, max: 1.2 } },
  reverb: {
    probability: 0.5,
    roomSizePercent: { min: 0, max: 20 },
    dampingPercent: { min: 0, max: 20 },
    reverberancePercent: { min: 0, max: 20 },
  },
  gaussianNoise: { probability: 0.5, amplitude: { min: 0.001, max: 0.015 } },
};

const probability = z.number().min(0).max(1);
const percent = settingRangeSchema(REVERB_LIMITS.min, REVERB_LIMITS.max);

/** Checks ranges that were read from a recipe. Every key is required, none may be added. */
export const paperAugmentationRangesSchema: z.ZodType<PaperAugmentationRanges> = z.strictObject({
  pitch: z.strictObject({
    probability,
    shiftSemitones: settingRangeSchema(PITCH_LIMITS.min, PITCH_LIMITS.max),
  }),
  tempo: z.strictObject({ probability, tempoRatio: settingRangeSchema(TEMPO_LIMITS.min, TEMPO_LIMITS.max) }),
  reverb: z.strictObject({
    probability,
    roomSizePercent: percent,
    dampingPercent: percent,
    reverberancePercent: percent,
  }),
  gaussianNoise: z.strictObject({
    probability,
    amplitude: settingRangeSchema(GAUSSIAN_NOISE_LIMITS.min, GAUSSIAN_NOISE_LIMITS.max),
  }),
});

/**
 * Draws one augmentation: each of the four alterations is there or not by its own coin, in the order pitch, tempo,
 * reverberation, noise (the room hears the altered music; the noise is that of the recording and is added last). So
 * with all probabilities at 0.5, one draw in sixteen leaves the recording as it is.
 *
 * Takes one draw from `rng`, and every alteration draws from a fork of that: changing the range or probability of
 * one leaves the others as they were.
 */
export function drawPaperAugmentation(ranges: PaperAugmentationRanges, rng: Rng): Augmentation {
  const { pitch, tempo, reverb, gaussianNoise } = ranges;
  const draws: readonly [string, number, (own: Rng) => Alteration][] = [
    ['pitch', pitch.probability, (own) => drawPitch(pitch.shiftSemitones, own)],
    ['tempo', tempo.probability, (own) => drawTempo(tempo.tempoRatio, own)],
    ['reverb', reverb.probability, (own) => drawReverb(reverb, own)],
    ['gaussian-noise', gaussianNoise.probability, (own) => drawGaussianNoise(gaussianNoise.amplitude, own)],
  ];
  const parent = new Rng(rng.uint32());
  const alterations = draws.flatMap(([label, chance, draw]) => {
    const own = parent.fork(label);
    return own.uniform() < chance ? [draw(own)] : [];
  });
  return chain(...alterations);
}
