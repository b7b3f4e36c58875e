import type { Signal } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';
import type { Rng } from '../numeric/index.js';
import type { AlterationPorts } from './alteration-ports.js';
import { mixAtSnr } from './mix.js';
import { drawUniform, type SettingRange } from './setting-range.js';
import type { SoundStretch } from './sound-stretch.js';

/** Another recording's sound underneath; repeated from its beginning where it is shorter than the signal. */
export interface Background extends SoundStretch {
  readonly kind: 'background';
  /** Power of the signal over that of the other sound, each from 20 Hz up and over the whole result, in [-60, 120]. */
  readonly snrDb: number;
}

/** Draws a ratio uniformly. */
export function drawBackground(snrDb: SettingRange, stretch: SoundStretch, rng: Rng): Background {
  const { recordingId, startSeconds, durationSeconds } = stretch;
  return { kind: 'background', snrDb: drawUniform(snrDb, rng), recordingId, startSeconds, durationSeconds };
}

/**
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a ratio outside [-60, 120] dB; `INTERNAL` where no sound of other
 *   recordings can be had.
 */
export function applyBackground(
  signal: Signal,
  background: Background,
  foreignSound: AlterationPorts['foreignSound'],
): Signal {
  if (foreignSound === undefined) {
    throw new DoppeltonError('INTERNAL', `there is no sound of ${background.recordingId} here`);
  }
  return mixAtSnr(signal, foreignSound(background), background.snrDb);
}
