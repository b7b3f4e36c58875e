import { z } from 'zod';
import type { Alteration } from './alteration.js';
import { NOISE_COLOURS, PULSE_LIMITS, SNR_LIMITS } from './coloured-noise.js';
import { CLIPPING_LIMITS, COMPRESSION_LIMITS, GAIN_LIMITS } from './dynamics.js';
import { ECHO_DECAY_LIMITS, ECHO_DELAY_LIMITS } from './echo.js';
import { GAUSSIAN_NOISE_LIMITS } from './gaussian-noise.js';
import { BITRATE_LIMITS, LOSSY_CODECS } from './lossy-coding.js';
import { REVERB_LIMITS } from './reverb.js';
import { ROOM_LIMITS } from './room.js';
import type { SettingRange } from './setting-range.js';
import { SOUND_STRETCH_SHAPE } from './sound-stretch.js';
import { PITCH_LIMITS, TEMPO_LIMITS } from './tempo-and-pitch.js';
import { SPEED_LIMITS } from './varispeed.js';

const within = ({ min, max }: SettingRange) => z.number().min(min).max(max);
const seed = z.uint32();
const edgeHz = z.number().min(1).optional();

/** Checks an alteration that was read from a file. Only the edges of a band and bursts may be absent; unknown keys are refused. */
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
  z.strictObject({
    kind: z.literal('echo'),
    delaySeconds: within(ECHO_DELAY_LIMITS),
    decay: within(ECHO_DECAY_LIMITS),
  }),
  z.strictObject({ kind: z.literal('gaussian-noise'), amplitude: within(GAUSSIAN_NOISE_LIMITS), seed }),
  z.strictObject({
    kind: z.literal('coloured-noise'),
    colour: z.enum(NOISE_COLOURS),
    snrDb: within(SNR_LIMITS),
    seed,
    pulseHz: within(PULSE_LIMITS).optional(),
    ofAllPower: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('band-limit'), lowHz: edgeHz, highHz: edgeHz }),
  z.strictObject({ kind: z.literal('gain'), gainDb: within(GAIN_LIMITS) }),
  z.strictObject({ kind: z.literal('clipping'), depthDb: within(CLIPPING_LIMITS) }),
  z.strictObject({
    kind: z.literal('compression'),
    thresholdDb: within(COMPRESSION_LIMITS.thresholdDb),
    ratio: within(COMPRESSION_LIMITS.ratio),
    attackSeconds: within(COMPRESSION_LIMITS.attackSeconds),
    releaseSeconds: within(COMPRESSION_LIMITS.releaseSeconds),
    makeUpDb: within(COMPRESSION_LIMITS.makeUpDb),
  }),
  z.strictObject({
    kind: z.literal('room'),
    decaySeconds: within(ROOM_LIMITS.decaySeconds),
    wetDb: within(ROOM_LIMITS.wetDb),
    dampingPercent: within(ROOM_LIMITS.dampingPercent),
  }),
  z.strictObject({ kind: z.literal('background'), snrDb: within(SNR_LIMITS), ...SOUND_STRETCH_SHAPE }),
  z.strictObject({ kind: z.literal('telephone') }),
  z.strictObject({
    kind: z.literal('codec'),
    codec: z.enum(LOSSY_CODECS),
    bitrateKbps: within(BITRATE_LIMITS),
  }),
]);
