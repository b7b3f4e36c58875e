import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { drawUniform, requireSetting, type SettingRange } from './setting-range.js';

/** The sound again and again, each time weaker. */
export interface Echo {
  readonly kind: 'echo';
  /** From one repetition to the next, in [0.001, 5]. */
  readonly delaySeconds: number;
  /** Amplitude of each repetition over that of the one before, in [0, 0.95]. */
  readonly decay: number;
}

export const ECHO_DELAY_LIMITS: SettingRange = { min: 0.001, max: 5 };
export const ECHO_DECAY_LIMITS: SettingRange = { min: 0, max: 0.95 };

/** Draws delay and decay uniformly. */
export function drawEcho(
  ranges: { readonly delaySeconds: SettingRange; readonly decay: SettingRange },
  rng: Rng,
): Echo {
  const delaySeconds = drawUniform(ranges.delaySeconds, rng);
  return { kind: 'echo', delaySeconds, decay: drawUniform(ranges.decay, rng) };
}

/**
 * @returns As many samples as the input has; repetitions after its end are cut off.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a delay outside [0.001, 5] s or a decay outside [0, 0.95].
 */
export function applyEcho(signal: Signal, { delaySeconds, decay }: Echo): Signal {
  requireSetting('Echo delay in seconds', delaySeconds, ECHO_DELAY_LIMITS);
  requireSetting('Echo decay', decay, ECHO_DECAY_LIMITS);
  const delay = Math.max(1, Math.round(delaySeconds * signal.sampleRateHz));
  const samples = signal.samples.slice();
  for (let i = delay; i < samples.length; i++) samples[i]! += decay * samples[i - delay]!;
  return { ...signal, samples };
}
