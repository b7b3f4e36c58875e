import type { AudioDecoder } from '../../../audio/index.js';
import { upperEdgeHz, type ConstantQConfig } from '../../../features/index.js';
import { createAudioDecoder } from './audio-decoder.js';

/** The filters of the highest bins fall off softly and hear a little of what lies beyond. */
const HEARD_BEYOND = 1.1;

/**
 * A decoder for who wants the constant-Q transform and nothing else of the sound: what lies above the highest bin may
 * come out wrong, and the rest takes a quarter less time.
 */
export function createFeatureDecoder(config: ConstantQConfig): AudioDecoder {
  return createAudioDecoder({ bandwidthHz: HEARD_BEYOND * upperEdgeHz(config) });
}
