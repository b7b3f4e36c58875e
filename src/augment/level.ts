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

/**
 * Adds `added` to `samples`, scaled so that their mean squares over the whole signal stand at `snrDb`.
 *
 * @param samples - Shape (n). Not modified.
 * @param added - Shape (n). Not modified. Where either is silent there is no ratio to keep, and nothing is added.
 */
export function addAtSnr(samples: Float32Array, added: Float32Array, snrDb: number): Float32Array {
  const addedPower = meanSquare(added);
  if (addedPower === 0) return samples.slice();
  const scale = Math.sqrt(meanSquare(samples) / addedPower) / amplitudeRatio(snrDb);
  return samples.map((sample, i) => sample + scale * added[i]!);
}
