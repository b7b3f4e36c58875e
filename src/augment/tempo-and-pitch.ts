import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { drawUniform, requireSetting, type SettingRange } from './setting-range.js';
import type { TimeStretcher } from './time-stretcher.js';
import { varispeed } from './varispeed.js';

/** Faster or slower at the same pitch. */
export interface Tempo {
  readonly kind: 'tempo';
  /** Candidate's speed over the reference's, in [0.5, 2]: 1.08 plays 8 % faster. */
  readonly tempoRatio: number;
}

/** Higher or lower at the same tempo. */
export interface Pitch {
  readonly kind: 'pitch';
  /** Semitones added to the reference, in [-12, 12], whole or not. */
  readonly shiftSemitones: number;
}

export const TEMPO_LIMITS: SettingRange = { min: 0.5, max: 2 };
export const PITCH_LIMITS: SettingRange = { min: -12, max: 12 };

/** Draws a tempo uniformly. */
export function drawTempo(tempoRatio: SettingRange, rng: Rng): Tempo {
  return { kind: 'tempo', tempoRatio: drawUniform(tempoRatio, rng) };
}

/** Draws a shift uniformly in semitones, that is, in the logarithm of frequency. */
export function drawPitch(shiftSemitones: SettingRange, rng: Rng): Pitch {
  return { kind: 'pitch', shiftSemitones: drawUniform(shiftSemitones, rng) };
}

/**
 * @returns round(n / tempoRatio) samples.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a ratio outside [0.5, 2].
 */
export function applyTempo(signal: Signal, { tempoRatio }: Tempo, stretcher: TimeStretcher): Signal {
  return applyTempoAndPitch(signal, { tempoRatio, shiftSemitones: 0 }, stretcher);
}

/**
 * @returns As many samples as the input has.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a shift outside [-12, 12] semitones.
 */
export function applyPitch(signal: Signal, { shiftSemitones }: Pitch, stretcher: TimeStretcher): Signal {
  return applyTempoAndPitch(signal, { tempoRatio: 1, shiftSemitones }, stretcher);
}

/**
 * Changes tempo and pitch at once, with one stretch instead of two: stretched to another duration at the same pitch,
 * then played at the speed that gives the pitch and the duration asked for.
 *
 * @returns round(n / tempoRatio) samples.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` as for each of the two.
 */
export function applyTempoAndPitch(
  signal: Signal,
  { tempoRatio, shiftSemitones }: Omit<Tempo, 'kind'> & Omit<Pitch, 'kind'>,
  stretcher: TimeStretcher,
): Signal {
  requireSetting('Tempo ratio', tempoRatio, TEMPO_LIMITS);
  requireSetting('Pitch shift in semitones', shiftSemitones, PITCH_LIMITS);
  return changed(signal, tempoRatio, 2 ** (shiftSemitones / 12), stretcher);
}

/**
 * Gives a copy the tempo and the pitch that it had before a change. Such a change was measured, and may lie a little
 * beyond what {@link applyTempoAndPitch} makes; only the stretcher sets limits here.
 *
 * @param change - From the reference to `signal`.
 * @returns round(n · tempoRatio) samples.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` where the stretcher does not go so far.
 */
export function undoTempoAndPitch(
  signal: Signal,
  { tempoRatio, shiftSemitones }: Omit<Tempo, 'kind'> & Omit<Pitch, 'kind'>,
  stretcher: TimeStretcher,
): Signal {
  return changed(signal, 1 / tempoRatio, 2 ** (-shiftSemitones / 12), stretcher);
}

function changed(
  { samples, sampleRateHz }: Signal,
  tempoRatio: number,
  frequencyRatio: number,
  stretcher: TimeStretcher,
): Signal {
  const stretched = stretcher.stretch(samples, sampleRateHz, tempoRatio / frequencyRatio);
  const outputLength = Math.round(samples.length / tempoRatio);
  return { sampleRateHz, samples: varispeed(stretched, frequencyRatio, outputLength) };
}
