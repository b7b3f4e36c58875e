import type { Signal } from '../audio/index.js';
import { Rng } from '../numeric/index.js';
import { addAtSnr, audiblePower, meanSquare } from './level.js';
import { drawLogUniform, drawUniform, requireSetting, type SettingRange } from './setting-range.js';

/** How the power of noise falls with frequency: not, by 3 dB, or by 6 dB per octave. */
export const NOISE_COLOURS = ['white', 'pink', 'brown'] as const;
export type NoiseColour = (typeof NOISE_COLOURS)[number];

/** Noise at a level relative to that of the signal. */
export interface ColouredNoise {
  readonly kind: 'coloured-noise';
  readonly colour: NoiseColour;
  /** Power of the signal over that of the noise, each from 20 Hz up and over the whole signal, in [-60, 120]. */
  readonly snrDb: number;
  /** Names the noise: the same seed gives the same samples. */
  readonly seed: number;
  /** Bursts per second, half of the time sounding, in [0.05, 20]; absent for steady noise. */
  readonly pulseHz?: number | undefined;
  /** The ratio is that of all power, as in the public benchmark of searches: of brown noise, most lies below 20 Hz. */
  readonly ofAllPower?: true | undefined;
}

export const PULSE_LIMITS: SettingRange = { min: 0.05, max: 20 };
export const SNR_LIMITS: SettingRange = { min: -60, max: 120 };

/** Below this frequency pink and brown noise are flat; nothing audible lies there. */
const LOWEST_SLOPE_HZ = 10;

/** Draws one of the colours and a ratio, uniformly, and a seed of its own for the noise. */
export function drawColouredNoise(
  ranges: { readonly colours: readonly NoiseColour[]; readonly snrDb: SettingRange },
  rng: Rng,
): ColouredNoise {
  const colour = rng.choose(ranges.colours);
  return { kind: 'coloured-noise', colour, snrDb: drawUniform(ranges.snrDb, rng), seed: rng.uint32() };
}

/** Draws as `drawColouredNoise`, and a rate of bursts, uniformly in its logarithm. */
export function drawPulsatingNoise(
  ranges: {
    readonly colours: readonly NoiseColour[];
    readonly snrDb: SettingRange;
    readonly pulseHz: SettingRange;
  },
  rng: Rng,
): ColouredNoise {
  return { ...drawColouredNoise(ranges, rng), pulseHz: drawLogUniform(ranges.pulseHz, rng) };
}

/**
 * Adds noise, at the ratio asked for over the whole signal: noise in bursts is 3 dB louder while it sounds. A silent
 * signal stays silent.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a ratio outside [-60, 120] dB, or bursts outside [0.05, 20] Hz.
 */
export function applyColouredNoise(signal: Signal, noise: ColouredNoise): Signal {
  const { colour, snrDb, seed, pulseHz, ofAllPower } = noise;
  requireSetting('Signal-to-noise ratio in dB', snrDb, SNR_LIMITS);
  if (pulseHz !== undefined) requireSetting('Bursts per second', pulseHz, PULSE_LIMITS);
  const { samples, sampleRateHz } = signal;
  const rng = new Rng(seed);
  const added = samples.map(() => rng.normal());
  if (colour === 'pink') slopeDown(added, sampleRateHz, 2);
  if (colour === 'brown') slopeDown(added, sampleRateHz, Infinity);
  if (pulseHz !== undefined) interrupt(added, pulseHz / sampleRateHz, rng.uniform());
  const powerOf = ofAllPower === true ? meanSquare : audiblePower(sampleRateHz);
  return { sampleRateHz, samples: addAtSnr(samples, added, snrDb, powerOf) };
}

/** Silences the second half of every period, in place. `phase` in [0, 1) is where in a period the noise begins. */
function interrupt(noise: Float32Array, periodsPerSample: number, phase: number): void {
  for (let i = 0; i < noise.length; i++) {
    if ((phase + i * periodsPerSample) % 1 >= 0.5) noise[i] = 0;
  }
}

/**
 * Filters in place by first-order poles, each followed by a zero `zeroAbove` times higher: a pole bends the slope down
 * by 6 dB per octave, a zero bends it back. One octave of each in turn makes 3 dB per octave on the average (ripple
 * below half a decibel); a pole alone makes 6.
 */
function slopeDown(samples: Float32Array, sampleRateHz: number, zeroAbove: number): void {
  for (let poleHz = LOWEST_SLOPE_HZ; poleHz < sampleRateHz / 2; poleHz *= zeroAbove * zeroAbove) {
    const pole = Math.exp((-2 * Math.PI * poleHz) / sampleRateHz);
    const zero = Number.isFinite(zeroAbove)
      ? Math.exp((-2 * Math.PI * poleHz * zeroAbove) / sampleRateHz)
      : 0;
    let state = 0;
    for (let i = 0; i < samples.length; i++) {
      const next = samples[i]! + pole * state;
      samples[i] = next - zero * state;
      state = next;
    }
  }
}
