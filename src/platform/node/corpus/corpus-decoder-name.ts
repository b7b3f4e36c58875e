import { WORKING_SAMPLE_RATE_HZ } from '../../../audio/index.js';
import { nodeAvVersion } from '../audio/decoder-version.js';

/** Names this platform's decoder for cache keys, with its pinned version, so that an upgrade computes afresh. */
export function nodeDecoderName(): string {
  return `node-av ${nodeAvVersion()}, mean of channels, filter 128, ${WORKING_SAMPLE_RATE_HZ} Hz`;
}
