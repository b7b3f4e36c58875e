import type { Signal } from '../audio/index.js';
import { Rng } from '../numeric/index.js';

const RATE = 22_050;

/** How an instrument sounds: strength and decay of each partial. */
export type Instrument = (partial: number) => { readonly strength: number; readonly decayPerSecond: number };

/** Plucked. */
export const string: Instrument = (partial) => ({ strength: 1 / partial, decayPerSecond: 2 + partial });
/** Held. */
export const reed: Instrument = (partial) => ({
  strength: partial % 2 === 1 ? 1 / Math.sqrt(partial) : 0.02,
  decayPerSecond: 0.6,
});
/** A low voice and a high one, by an instrument each; one seed is one composition. */
export function tune(seed: number, low: Instrument, high: Instrument, seconds = 15): Signal {
  const rng = new Rng(seed);
  const samples = new Float32Array(seconds * RATE);
  for (let start = 0; start < seconds; start += rng.uniform(0.12, 0.3)) {
    const isLow = rng.uniform() < 0.5;
    const hertz = (isLow ? 80 : 320) * 2 ** (rng.integer(20) / 12);
    const instrument = isLow ? low : high;
    const first = Math.round(start * RATE);
    const length = Math.min(samples.length - first, Math.round(0.5 * RATE));
    for (let partial = 1; partial * hertz < 8000 && partial <= 12; partial++) {
      const { strength, decayPerSecond } = instrument(partial);
      const step = (2 * Math.PI * partial * hertz) / RATE;
      for (let n = 0; n < length; n++) {
        samples[first + n]! += 0.1 * strength * Math.exp((-decayPerSecond * n) / RATE) * Math.sin(step * n);
      }
    }
  }
  return { samples, sampleRateHz: RATE };
}
