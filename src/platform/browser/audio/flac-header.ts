import type { AudioFormat } from '../../../audio/index.js';
import type { ByteReader } from './byte-reader.js';

const MARKER_BYTES = 4;
const BLOCK_HEADER_BYTES = 4;

/**
 * A FLAC stream's first block, which describes it.
 *
 * @param at - Where the marker `fLaC` stands.
 * @see RFC 9639, section 8.2.
 */
export function readFlacHeader(file: ByteReader, at = 0): AudioFormat | undefined {
  if (file.text(at, MARKER_BYTES) !== 'fLaC') return undefined;
  const info = at + MARKER_BYTES + BLOCK_HEADER_BYTES;
  const sampleRateHz = file.u32(info + 10) >>> 12;
  const channels = ((file.u8(info + 12) >> 1) & 7) + 1;
  const samples = (file.u8(info + 13) & 15) * 2 ** 32 + file.u32(info + 14);
  if (sampleRateHz === 0) return undefined;
  return {
    container: 'flac',
    codec: 'flac',
    sampleRateHz,
    channels,
    ...(samples > 0 && { declaredDurationSeconds: samples / sampleRateHz }),
  };
}
