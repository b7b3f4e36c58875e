import type { AudioFormat } from '../../../audio/index.js';
import type { ByteReader } from './byte-reader.js';
import { readFlacHeader } from './flac-header.js';

const PAGE_HEADER_BYTES = 27;
const BEGINNING_OF_STREAM = 2;
const END_OF_STREAM = 4;
const LONGEST_PAGE_BYTES = PAGE_HEADER_BYTES + 255 + 255 * 255;
/** Opus is decoded at this rate whatever the rate of what was coded. */
const OPUS_RATE_HZ = 48_000;

/** @see RFC 3533, section 6; the Vorbis I specification, section 4.2.2; RFC 7845, section 5.1. */
export function readOggHeader(file: ByteReader): AudioFormat | undefined {
  if (file.text(0, 4) !== 'OggS') return undefined;
  // All streams' first pages come before any other page.
  for (let at = 0; isPage(file, at) && (file.u8(at + 5) & BEGINNING_OF_STREAM) !== 0;) {
    const { bodyStart, end } = pageExtent(file, at);
    const format = readStreamHeader(file, bodyStart);
    if (format !== undefined) return { ...format, container: 'ogg' };
    at = end;
  }
  return { container: 'ogg', codec: 'unknown', sampleRateHz: 0, channels: 0 };
}

/** Whether the last page is cut short or is not marked as the last. */
export function oggEndIsMissing(file: ByteReader): boolean {
  const from = Math.max(0, file.length - LONGEST_PAGE_BYTES);
  for (let at = file.length - PAGE_HEADER_BYTES; at >= from; at--) {
    if (!isPage(file, at)) continue;
    return pageExtent(file, at).end > file.length || (file.u8(at + 5) & END_OF_STREAM) === 0;
  }
  return true;
}

function isPage(file: ByteReader, at: number): boolean {
  return file.u8(at) === 0x4f && file.text(at, 4) === 'OggS';
}

function pageExtent(file: ByteReader, at: number): { bodyStart: number; end: number } {
  const segments = file.u8(at + 26);
  const bodyStart = at + PAGE_HEADER_BYTES + segments;
  let end = bodyStart;
  for (let i = 0; i < segments; i++) end += file.u8(at + PAGE_HEADER_BYTES + i);
  return { bodyStart, end };
}

function readStreamHeader(file: ByteReader, at: number): Omit<AudioFormat, 'container'> | undefined {
  if (file.text(at, 7) === '\x01vorbis') {
    return { codec: 'vorbis', channels: file.u8(at + 11), sampleRateHz: file.u32(at + 12, true) };
  }
  if (file.text(at, 8) === 'OpusHead') {
    return { codec: 'opus', channels: file.u8(at + 9), sampleRateHz: OPUS_RATE_HZ };
  }
  if (file.text(at, 5) === '\x7fFLAC') return readFlacHeader(file, at + 9);
  return undefined;
}
