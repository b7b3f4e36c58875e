import type { Signal } from '../audio/index.js';
import type { Rng } from '../numeric/index.js';
import { drawUniform, requireSetting, type SettingRange } from './setting-range.js';

/**
 * An artificial room. The three settings are percentages, with the meaning that they have in the `reverb` effect of
 * SoX, whose names the paper uses.
 */
export interface Reverb {
  readonly kind: 'reverb';
  /** Scales the delays of the room: 0 is a tenth of the full size, 100 the full size. */
  readonly roomSizePercent: number;
  /** How much faster high frequencies fade than low ones. */
  readonly dampingPercent: number;
  /** How long the sound goes on: 0 keeps 30 % of it from one round through the room to the next, 100 keeps 98 %. */
  readonly reverberancePercent: number;
}

/** What `drawReverb` draws from. */
export interface ReverbRanges {
  readonly roomSizePercent: SettingRange;
  readonly dampingPercent: SettingRange;
  readonly reverberancePercent: SettingRange;
}

export const REVERB_LIMITS: SettingRange = { min: 0, max: 100 };

/** Delays at the full room size, in samples at 44.1 kHz, as Jezar tuned them: no two share a short period. */
const TUNING_RATE_HZ = 44_100;
const COMB_DELAYS = [1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617];
const ALLPASS_DELAYS = [556, 441, 341, 225];
const ALLPASS_FEEDBACK = 0.5;
/** Level of the eight combs together, against the direct sound at 1. */
const WET_GAIN = 0.015 * 2;
/** Keeps decaying values out of the slow denormal numbers, far below anything audible. */
const SILENCE = 1e-20;

/** Draws each setting uniformly and independently. */
export function drawReverb(ranges: ReverbRanges, rng: Rng): Reverb {
  return {
    kind: 'reverb',
    roomSizePercent: drawUniform(ranges.roomSizePercent, rng),
    dampingPercent: drawUniform(ranges.dampingPercent, rng),
    reverberancePercent: drawUniform(ranges.reverberancePercent, rng),
  };
}

/**
 * Adds the sound of a room to the direct sound: eight parallel feedback combs with a low pass in the loop, then four
 * allpasses in series. Delays scale with the sample rate.
 *
 * @returns As many samples as the input has: what would still sound afterwards is cut off, so that fragments keep
 *   their length.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a setting outside [0, 100].
 * @see M. R. Schroeder, "Natural sounding artificial reverberation", JAES 1962; J. A. Moorer, "About this
 *   reverberation business", Computer Music Journal 1979; the tuning is that of Freeverb (Jezar at Dreampoint, 2000).
 */
export function applyReverb(signal: Signal, reverb: Reverb): Signal {
  requireSetting('Reverb room size', reverb.roomSizePercent, REVERB_LIMITS);
  requireSetting('Reverb damping', reverb.dampingPercent, REVERB_LIMITS);
  requireSetting('Reverberance', reverb.reverberancePercent, REVERB_LIMITS);
  const { samples, sampleRateHz } = signal;
  // The loss per round, not the gain, is what the ear measures: it falls from 0.7 to 0.02 by equal factors.
  const feedback = 1 - 0.7 * (0.02 / 0.7) ** (reverb.reverberancePercent / 100);
  const wet = reverberate(signal, {
    roomSize: 0.1 + (0.9 * reverb.roomSizePercent) / 100,
    damping: 0.2 + (0.3 * reverb.dampingPercent) / 100,
    feedback: () => feedback,
  });
  return { sampleRateHz, samples: samples.map((sample, i) => sample + WET_GAIN * wet[i]!) };
}

/** Settings of the network itself. */
export interface Reverberator {
  /** Scales all delays, in (0, 1]. */
  readonly roomSize: number;
  /** Of the low pass in the combs' loops, in [0, 1): what is left of its last output. */
  readonly damping: number;
  /** What goes round once more in a comb of so many samples, in [0, 1). */
  readonly feedback: (delaySamples: number) => number;
}

/** The reverberation alone, unscaled: as many samples as the input has. */
export function reverberate({ samples, sampleRateHz }: Signal, settings: Reverberator): Float32Array {
  const { damping, feedback } = settings;
  const roomScale = settings.roomSize * (sampleRateHz / TUNING_RATE_HZ);
  const wet = new Float32Array(samples.length);
  for (const tuned of COMB_DELAYS) {
    const delay = delayLength(tuned, roomScale);
    addComb(samples, wet, delay, feedback(delay), damping);
  }
  for (const delay of ALLPASS_DELAYS) passThroughAllpass(wet, delayLength(delay, roomScale));
  return wet;
}

function delayLength(tunedDelay: number, roomScale: number): number {
  return Math.max(1, Math.round(tunedDelay * roomScale));
}

/** Adds a comb's output to `sum`; a one-pole low pass in its loop damps the high frequencies. */
function addComb(input: Float32Array, sum: Float32Array, delay: number, feedback: number, damping: number) {
  const line = new Float32Array(delay);
  let lowPass = 0;
  for (let i = 0, at = 0; i < input.length; i++) {
    const delayed = line[at]!;
    sum[i]! += delayed;
    lowPass = delayed + (lowPass - delayed) * damping + SILENCE;
    line[at] = input[i]! + lowPass * feedback;
    if (++at === delay) at = 0;
  }
}

/** In place. Spreads every echo over time without colouring it much. */
function passThroughAllpass(samples: Float32Array, delay: number): void {
  const line = new Float32Array(delay);
  for (let i = 0, at = 0; i < samples.length; i++) {
    const delayed = line[at]!;
    const input = samples[i]!;
    samples[i] = delayed - input;
    line[at] = input + delayed * ALLPASS_FEEDBACK + SILENCE;
    if (++at === delay) at = 0;
  }
}
