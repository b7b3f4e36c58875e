import { z } from 'zod';
import type { Signal } from '../audio/index.js';
import { applyGaussianNoise, GAUSSIAN_NOISE_LIMITS, type GaussianNoise } from './gaussian-noise.js';
import { applyReverb, REVERB_LIMITS, type Reverb } from './reverb.js';
import type { SettingRange } from './setting-range.js';
import {
  applyPitch,
  applyTempo,
  applyTempoAndPitch,
  PITCH_LIMITS,
  TEMPO_LIMITS,
  type Pitch,
  type Tempo,
} from './tempo-and-pitch.js';
import type { TimeStretcher } from './time-stretcher.js';
import { applySpeed, SPEED_LIMITS, type Speed } from './varispeed.js';

/** One change to a recording, as plain data with every number that it needs. */
export type Alteration = Pitch | Tempo | Speed | Reverb | GaussianNoise;

/**
 * Goes up whenever an alteration with the same settings gives other samples than before. Part of every cache key
 * under which altered sound, or anything computed from it, is kept.
 */
export const AUGMENTATION_ALGORITHM_VERSION = 1;

/** Alterations in the order in which they are applied. An empty list leaves the recording as it is. */
export interface Augmentation {
  readonly algorithmVersion: typeof AUGMENTATION_ALGORITHM_VERSION;
  readonly alterations: readonly Alteration[];
}

const within = ({ min, max }: SettingRange) => z.number().min(min).max(max);
const seed = z.uint32();

/** Checks an alteration that was read from a file. */
export const alterationSchema: z.ZodType<Alteration> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pitch'), shiftSemitones: within(PITCH_LIMITS) }),
  z.strictObject({ kind: z.literal('tempo'), tempoRatio: within(TEMPO_LIMITS) }),
  z.strictObject({ kind: z.literal('speed'), speedRatio: within(SPEED_LIMITS) }),
  z.strictObject({
    kind: z.literal('reverb'),
    roomSizePercent: within(REVERB_LIMITS),
    dampingPercent: within(REVERB_LIMITS),
    reverberancePercent: within(REVERB_LIMITS),
  }),
  z.strictObject({ kind: z.literal('gaussian-noise'), amplitude: within(GAUSSIAN_NOISE_LIMITS), seed }),
]);

/** Checks an augmentation that was read from a file; one of another algorithm version is refused. */
export const augmentationSchema: z.ZodType<Augmentation> = z.strictObject({
  algorithmVersion: z.literal(AUGMENTATION_ALGORITHM_VERSION),
  alterations: z.array(alterationSchema).readonly(),
});

/** An augmentation of these alterations, in this order. */
export function chain(...alterations: readonly Alteration[]): Augmentation {
  return { algorithmVersion: AUGMENTATION_ALGORITHM_VERSION, alterations };
}

/**
 * Applies alterations one after the other; a pitch and a tempo side by side are made in one step, which sounds better
 * and takes half the time.
 *
 * @param signal - Not modified. Returned itself when there is nothing to apply.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a setting outside its documented range.
 */
export function applyAugmentation(
  signal: Signal,
  { alterations }: Augmentation,
  stretcher: TimeStretcher,
): Signal {
  let altered = signal;
  for (let i = 0; i < alterations.length; i++) {
    const alteration = alterations[i]!;
    const both = tempoAndPitch(alteration, alterations[i + 1]);
    if (both === undefined) {
      altered = applyAlteration(altered, alteration, stretcher);
    } else {
      altered = applyTempoAndPitch(altered, both, stretcher);
      i++;
    }
  }
  return altered;
}

function tempoAndPitch(first: Alteration, second: Alteration | undefined) {
  if (first.kind === 'pitch' && second?.kind === 'tempo') return { ...first, ...second };
  if (first.kind === 'tempo' && second?.kind === 'pitch') return { ...first, ...second };
  return undefined;
}

/**
 * Applies one alteration.
 *
 * @param signal - Not modified.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a setting outside its documented range.
 */
export function applyAlteration(signal: Signal, alteration: Alteration, stretcher: TimeStretcher): Signal {
  switch (alteration.kind) {
    case 'pitch':
      return applyPitch(signal, alteration, stretcher);
    case 'tempo':
      return applyTempo(signal, alteration, stretcher);
    case 'speed':
      return applySpeed(signal, alteration);
    case 'reverb':
      return applyReverb(signal, alteration);
    case 'gaussian-noise':
      return applyGaussianNoise(signal, alteration);
  }
}

/** One alteration in words, for tables and logs: `tempo × 1.080`. */
export function describeAlteration(alteration: Alteration): string {
  switch (alteration.kind) {
    case 'pitch':
      return `pitch ${signed(alteration.shiftSemitones, 2)} semitones`;
    case 'tempo':
      return `tempo × ${alteration.tempoRatio.toFixed(3)}`;
    case 'speed':
      return `speed × ${alteration.speedRatio.toFixed(3)}`;
    case 'reverb': {
      const { roomSizePercent, dampingPercent, reverberancePercent } = alteration;
      const shown = [roomSizePercent, dampingPercent, reverberancePercent].map((percent) =>
        percent.toFixed(1),
      );
      return `reverb (room ${shown[0]!} %, damping ${shown[1]!} %, reverberance ${shown[2]!} %)`;
    }
    case 'gaussian-noise':
      return `Gaussian noise ${alteration.amplitude.toFixed(4)}`;
  }
}

/** All alterations in words, in order; `unaltered` when there are none. */
export function describeAugmentation({ alterations }: Augmentation): string {
  return alterations.length === 0 ? 'unaltered' : alterations.map(describeAlteration).join(', ');
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
