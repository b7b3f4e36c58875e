import type { AudioFormat } from '../../../audio/index.js';
import type { ByteReader } from './byte-reader.js';

const CHUNK_HEADER_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
const EXTENSIBLE = 0xfffe;
/** Written by programs that did not know the length when they wrote the header. */
const UNKNOWN_BYTES = 0xffff_ffff;

const PCM_CODECS: Readonly<Record<number, string>> = {
  8: 'pcm_u8',
  16: 'pcm_s16le',
  24: 'pcm_s24le',
  32: 'pcm_s32le',
};
const FLOAT_CODECS: Readonly<Record<number, string>> = { 32: 'pcm_f32le', 64: 'pcm_f64le' };
const OTHER_CODECS: Readonly<Record<number, string>> = {
  2: 'adpcm_ms',
  6: 'pcm_alaw',
  7: 'pcm_mulaw',
  17: 'adpcm_ima_wav',
};

/** @see "Multimedia Programming Interface and Data Specifications 1.0", IBM and Microsoft 1991, chapter 2. */
export function readRiffHeader(file: ByteReader): AudioFormat | undefined {
  const isWave = ['RIFF', 'RF64'].includes(file.text(0, 4)) && file.text(8, 4) === 'WAVE';
  if (!isWave) return undefined;
  let format: (AudioFormat & { readonly bytesPerSecond: number }) | undefined;
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= file.length;) {
    const name = file.text(at, 4);
    const bytes = file.u32(at + 4, true);
    if (name === 'fmt ') format = readFormatChunk(file, at + CHUNK_HEADER_BYTES);
    if (name === 'data' && format !== undefined) {
      const { bytesPerSecond, ...known } = format;
      const isKnown = bytes !== 0 && bytes !== UNKNOWN_BYTES && bytesPerSecond !== 0;
      return { ...known, ...(isKnown && { declaredDurationSeconds: bytes / bytesPerSecond }) };
    }
    // Chunks start at even positions.
    at += CHUNK_HEADER_BYTES + bytes + (bytes % 2);
  }
  return undefined;
}

function readFormatChunk(file: ByteReader, at: number) {
  const tag = file.u16(at, true);
  const bits = file.u16(at + 14, true);
  const codecTag = tag === EXTENSIBLE ? file.u16(at + 24, true) : tag;
  return {
    container: 'wav',
    codec: codecName(codecTag, bits),
    channels: file.u16(at + 2, true),
    sampleRateHz: file.u32(at + 4, true),
    bytesPerSecond: file.u32(at + 8, true),
  };
}

function codecName(tag: number, bits: number): string {
  if (tag === 1) return PCM_CODECS[bits] ?? 'unknown';
  if (tag === 3) return FLOAT_CODECS[bits] ?? 'unknown';
  return OTHER_CODECS[tag] ?? 'unknown';
}
