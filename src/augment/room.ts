import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { addAtSnr, audiblePower } from './level.js';
import { reverberate } from './reverb.js';
import { drawUniform, requireSetting, type SettingRange } from './setting-range.js';

/** An artificial room, told by what is measured in rooms. */
export interface Room {
  readonly kind: 'room';
  /** Until low frequencies have fallen by 60 dB, in [0.1, 10]. */
  readonly decaySeconds: number;
  /** Power of the reverberation over that of the direct sound, each from 20 Hz up and over the whole signal, in [-60, 60]. */
  readonly wetDb: number;
  /** How much faster high frequencies fade: 0 not at all, 100 most. */
  readonly dampingPercent: number;
}

/** What `drawRoom` draws from. */
export type RoomRanges = Readonly<Record<Exclude<keyof Room, 'kind'>, SettingRange>>;

export const ROOM_LIMITS = {
  decaySeconds: { min: 0.1, max: 10 },
  wetDb: { min: -60, max: 60 },
  dampingPercent: { min: 0, max: 100 },
} as const satisfies RoomRanges;

/** Of the one-pole low pass in each loop. */
const MOST_DAMPING = 0.6;

/** Draws each setting uniformly and independently. */
export function drawRoom(ranges: RoomRanges, rng: Rng): Room {
  return {
    kind: 'room',
    decaySeconds: drawUniform(ranges.decaySeconds, rng),
    wetDb: drawUniform(ranges.wetDb, rng),
    dampingPercent: drawUniform(ranges.dampingPercent, rng),
  };
}

/**
 * Adds reverberation of a given decay and strength: the network of `reverb` at its full size, with each comb's
 * feedback set so that all of them fall by 60 dB in the same time.
 *
 * @returns As many samples as the input has; what would still sound afterwards is cut off.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a setting outside its range.
 * @see M. R. Schroeder, "Natural sounding artificial reverberation", JAES 1962, for decay and feedback.
 */
export function applyRoom(signal: Signal, room: Room): Signal {
  for (const [name, range] of Object.entries(ROOM_LIMITS)) {
    requireSetting(`Room ${name}`, room[name as keyof RoomRanges], range);
  }
  const { samples, sampleRateHz } = signal;
  const decaySamples = room.decaySeconds * sampleRateHz;
  const wet = reverberate(signal, {
    roomSize: 1,
    damping: (MOST_DAMPING * room.dampingPercent) / 100,
    feedback: (delaySamples) => 10 ** ((-3 * delaySamples) / decaySamples),
  });
  return { sampleRateHz, samples: addAtSnr(samples, wet, -room.wetDb, audiblePower(sampleRateHz)) };
}
