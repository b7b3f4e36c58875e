import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
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
