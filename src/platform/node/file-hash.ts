import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { AudioDecoder, AudioFormat } from '../../audio/index.js';
import { readingError, requireReadableFile } from './file-access.js';

/**
 * SHA-256 of a file's bytes, read as a stream.
 *
 * @returns 64 lower-case hexadecimal digits.
 * @throws DoppeltonError `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_UNREADABLE`.
 */
export async function hashFile(path: string): Promise<string> {
  await requireReadableFile(path);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw readingError(path, error);
  }
  return hash.digest('hex');
}

/** Which file a result is about, and what it says of itself. */
export interface RecordingInfo {
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly format: AudioFormat;
}

/**
 * Identifies a recording without decoding it.
 *
 * @throws DoppeltonError as `hashFile` and `AudioDecoder.open`.
 */
export async function readRecordingInfo(decoder: AudioDecoder, path: string): Promise<RecordingInfo> {
  const bytes = await requireReadableFile(path);
  const recording = await decoder.open(path);
  await recording.close();
  return { path, bytes, sha256: await hashFile(path), format: recording.format };
}
