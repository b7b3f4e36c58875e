import { readFileSlice } from '../files/file-slice.js';

const CHUNK_HEADER_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
/** Written by programs that did not know the length when they wrote the header. */
const UNKNOWN_BYTES = 0xffff_ffff;
/** A file with more chunks than this before its sound is no WAV file that anything wrote. */
const MOST_CHUNKS = 1000;

/**
 * The duration that a WAV header declares: FFmpeg drops it exactly when the file is shorter than that, which is when
 * it is needed.
 *
 * @returns Seconds, or `undefined` for other kinds of file and for headers that leave the length open.
 * @see "Multimedia Programming Interface and Data Specifications 1.0", IBM and Microsoft 1991, chapter 2.
 */
export function wavDurationSeconds(path: string): number | undefined {
  const start = readFileSlice(path, 0, RIFF_HEADER_BYTES);
  if (start.toString('latin1', 0, 4) !== 'RIFF' || start.toString('latin1', 8, 12) !== 'WAVE')
    return undefined;
  let position = RIFF_HEADER_BYTES;
  let bytesPerSecond = 0;
  for (let i = 0; i < MOST_CHUNKS; i++) {
    const header = readFileSlice(path, position, CHUNK_HEADER_BYTES + 16);
    if (header.length < CHUNK_HEADER_BYTES) return undefined;
    const name = header.toString('latin1', 0, 4);
    const bytes = header.readUInt32LE(4);
    if (name === 'data') {
      return bytes === 0 || bytes === UNKNOWN_BYTES || bytesPerSecond === 0
        ? undefined
        : bytes / bytesPerSecond;
    }
    if (name === 'fmt ' && header.length === CHUNK_HEADER_BYTES + 16)
      bytesPerSecond = header.readUInt32LE(16);
    // Chunks start at even positions.
    position += CHUNK_HEADER_BYTES + bytes + (bytes % 2);
  }
  return undefined;
}
