import type { Signal } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';
import { amplitudeRatio, meanSquare } from './level.js';

/** Foreign sound before and after a stretch: one recording's, interrupted by the stretch. */
export interface Surround {
  /** Of the foreign sound, as in the corpus. */
  readonly recordingId: string;
  readonly startSeconds: number;
  /** Foreign sound before the stretch, >= 0. */
  readonly beforeSeconds: number;
  /** Foreign sound after the stretch, >= 0. */
  readonly afterSeconds: number;
}

/** As short as a cut by hand, long enough not to click. */
export const SURROUND_FADE_SECONDS = 0.01;

/** How much foreign sound a surround takes: on either side as much more as is faded. */
export function surroundSeconds({
  beforeSeconds,
  afterSeconds,
}: Pick<Surround, 'beforeSeconds' | 'afterSeconds'>): number {
  return beforeSeconds + afterSeconds + 2 * SURROUND_FADE_SECONDS;
}

/**
 * Puts a signal inside foreign sound of the same root mean square. The stretch keeps its length: the foreign sound is
 * faded out over its first 10 ms and in over its last, with constant power.
 *
 * @param signal - Not modified. A silent one leaves the foreign sound as loud as it is.
 * @param foreign - At least `surroundSeconds` at the same sample rate. Not modified.
 * @returns round(before) + n + round(after) samples.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for too little foreign sound or another sample rate.
 */
export function surroundSignal(signal: Signal, foreign: Signal, surround: Surround): Signal {
  const { samples, sampleRateHz } = signal;
  const before = Math.round(surround.beforeSeconds * sampleRateHz);
  const after = Math.round(surround.afterSeconds * sampleRateHz);
  const fade = Math.min(Math.floor(SURROUND_FADE_SECONDS * sampleRateHz), Math.floor(samples.length / 2));
  if (foreign.sampleRateHz !== sampleRateHz || foreign.samples.length < before + after + 2 * fade) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `${foreign.samples.length} samples at ${foreign.sampleRateHz} Hz do not surround with ${before} and ${after} at ${sampleRateHz} Hz.`,
    );
  }
  const other = foreign.samples.subarray(0, before + after + 2 * fade);
  const scale = loudnessRatio(samples, other);
  const result = new Float32Array(before + samples.length + after);
  result.set(samples, before);
  for (let i = 0; i < before; i++) result[i] = scale * other[i]!;
  const end = before + samples.length;
  for (let i = 0; i < after; i++) result[end + i] = scale * other[before + 2 * fade + i]!;
  for (let i = 0; i < fade; i++) {
    const angle = (Math.PI / 2) * ((i + 0.5) / fade);
    const [rising, falling] = [Math.sin(angle), Math.cos(angle)];
    if (before > 0) result[before + i] = rising * samples[i]! + falling * scale * other[before + i]!;
    if (after === 0) continue;
    const last = samples.length - fade + i;
    result[before + last] = falling * samples[last]! + rising * scale * other[before + fade + i]!;
  }
  return { sampleRateHz, samples: result };
}

/** More would only raise the noise of an all but silent recording. */
const MOST_GAIN = amplitudeRatio(40);

function loudnessRatio(samples: Float32Array, other: Float32Array): number {
  const [wanted, have] = [meanSquare(samples), meanSquare(other)];
  return wanted === 0 || have === 0 ? 1 : Math.min(MOST_GAIN, Math.sqrt(wanted / have));
}
