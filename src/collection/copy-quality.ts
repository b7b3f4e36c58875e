import type { LibraryRecording } from '../search/index.js';

/** In what a file is a better copy than another, in the order in which they count. */
export type Advantage = 'agrees' | 'intact' | 'lossless' | 'sample-rate' | 'bit-rate' | 'length';

const LOSSLESS = new Set([
  ...['flac', 'alac', 'wavpack', 'ape', 'tta', 'tak', 'shorten', 'mlp', 'truehd', 'als', 'wmalossless'],
  ...['dsd_lsbf', 'dsd_msbf', 'dsd_lsbf_planar', 'dsd_msbf_planar'],
]);
/** Codecs in waves' clothing that lose as much as others do. */
const LOSSY_PCM = new Set(['pcm_alaw', 'pcm_mulaw', 'pcm_vidc']);

/** Beyond this rate a lossy codec keeps nothing that can be heard, whatever it says (Opus always says 48,000). */
const LOSSY_RATE_HZ = 44_100;
/** Bit rates that differ by less, and lengths, count as one. */
const BIT_RATE_STEP = 1.05;
const LENGTH_STEP_SECONDS = 1;

/** Whether a codec gives back every sample. */
export function isLossless(codec: string): boolean {
  return LOSSLESS.has(codec) || (codec.startsWith('pcm_') && !LOSSY_PCM.has(codec));
}

/** Mean bits a second of the whole file. */
export function bitRate({ bytes, durationSeconds }: LibraryRecording): number {
  return durationSeconds > 0 ? (8 * bytes) / durationSeconds : 0;
}

/** A copy, and how many others of its group have its tempo and pitch. */
export interface RatedCopy {
  readonly recording: LibraryRecording;
  readonly agreeing: number;
}

/**
 * What decides between two copies: the first in which they differ.
 *
 * @returns In what `a` is better than `b`; undefined where it is not.
 */
export function advantageOver(a: RatedCopy, b: RatedCopy): Advantage | undefined {
  for (const [advantage, quality, step] of QUALITIES) {
    const [own, other] = [quality(a), quality(b)];
    if (own > other + step) return advantage;
    if (other > own + step) return undefined;
  }
  return undefined;
}

/** The best copy; of equal ones the first. */
export function bestCopy(copies: readonly RatedCopy[]): RatedCopy {
  return copies.reduce((best, copy) => (advantageOver(copy, best) === undefined ? best : copy));
}

/** What a copy is measured by, and from which difference on it counts. */
const QUALITIES: readonly (readonly [Advantage, (copy: RatedCopy) => number, step: number])[] = [
  // Of three, the one that was altered stands alone.
  ['agrees', ({ agreeing }) => agreeing, 0],
  ['intact', ({ recording }) => (recording.warnings.length === 0 ? 1 : 0), 0],
  ['lossless', ({ recording }) => (isLossless(recording.format.codec) ? 1 : 0), 0],
  ['sample-rate', ({ recording }) => effectiveRateHz(recording), 0],
  ['bit-rate', ({ recording }) => Math.log(Math.max(1, bitRate(recording))), Math.log(BIT_RATE_STEP)],
  ['length', ({ recording }) => recording.durationSeconds, LENGTH_STEP_SECONDS],
];

function effectiveRateHz({ format }: LibraryRecording): number {
  return isLossless(format.codec) ? format.sampleRateHz : Math.min(LOSSY_RATE_HZ, format.sampleRateHz);
}
