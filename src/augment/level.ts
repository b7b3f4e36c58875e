import { filterButterworth } from './butterworth.js';

/** Mean of the squared samples; 0 for an empty signal. */
export function meanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : sum / samples.length;
}

/** The largest magnitude; 0 for an empty signal. */
export function peakLevel(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** The factor of amplitude that a number of decibels stands for. */
export function amplitudeRatio(decibels: number): number {
  return 10 ** (decibels / 20);
}

/** Below it people hear nothing, however strong it is. */
const LOWEST_AUDIBLE_HZ = 20;

/**
 * A measure of the power that can be heard, 20 Hz and up: an offset or a drift of the recorder's is no sound, and may hold
 * most of a recording's power.
 *
 * @returns The mean square of what is heard of some samples at this rate; 0 for an empty signal.
 */
export function audiblePower(sampleRateHz: number): (samples: Float32Array) => number {
  return (samples) => {
    // Beginning at zero, an offset is no step that would ring.
    const audible = samples.map((sample) => sample - samples[0]!);
    filterButterworth(audible, sampleRateHz, LOWEST_AUDIBLE_HZ, 'high-pass');
    return meanSquare(audible);
  };
}

/**
 * Adds `added` to `samples`, scaled so that their powers over the whole signal stand at `snrDb`.
 *
 * @param samples - Shape (n). Not modified.
 * @param added - Shape (n). Not modified. Where either is silent there is no ratio to keep, and nothing is added.
 * @param powerOf - How strong samples are: {@link meanSquare}, or {@link audiblePower} at their rate.
 */
export function addAtSnr(
  samples: Float32Array,
  added: Float32Array,
  snrDb: number,
  powerOf: (samples: Float32Array) => number,
): Float32Array {
  const addedPower = powerOf(added);
  if (addedPower === 0) return samples.slice();
  const scale = Math.sqrt(powerOf(samples) / addedPower) / amplitudeRatio(snrDb);
  return samples.map((sample, i) => sample + scale * added[i]!);
}
