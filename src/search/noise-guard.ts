import { NOISE_VARIETY } from '../verification/index.js';

/** What is known of a recording as a whole, see `soundVariety`. */
export interface SoundFacts {
  readonly variety: number;
  readonly durationSeconds: number;
}

/** By so much a second the variety of a short recording falls short of its sound's; measured on noise from 5 to 150 s. */
const SHORTNESS_SECONDS = 0.125;

/**
 * Stretches of two recordings that both sound like noise count when they agree more. Measured on 30 generated noises (white,
 * pink, brown, 6 to 90 s): what they had in common by chance agreed by up to 0.16 in searches and 0.10 between two sketches
 * (870 pairs each); a noise and a copy of it, quieter, band-limited, faster or at another tempo, by 0.39 and 0.30 at least, with
 * another noise 3 dB below it by 0.17.
 */
const NOISE_AGREEMENT = 0.25;

/** Whether a recording sounds like noise: in a short one there is no room for much variety. */
export function soundsLikeNoise({ variety, durationSeconds }: SoundFacts): boolean {
  return variety > 1 / (1 / NOISE_VARIETY + SHORTNESS_SECONDS / durationSeconds);
}

/** Whether a stretch that two recordings have in common may be told of, as far as noise is concerned. */
export function standsOutOfNoise(
  { score }: { readonly score: number },
  reference: SoundFacts,
  candidate: SoundFacts,
): boolean {
  return score > NOISE_AGREEMENT || !soundsLikeNoise(reference) || !soundsLikeNoise(candidate);
}
