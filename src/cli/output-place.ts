import { realpath } from 'node:fs/promises';
import { DoppeltonError } from '../errors/index.js';
import { requireWritablePlace } from '../platform/node/index.js';

/**
 * Refuses, before the work, a file that could not be written after it, or that would replace what is worked on.
 *
 * @param recordings - Files that it may not replace.
 * @throws DoppeltonError `USAGE`, `FILE_UNWRITABLE`.
 */
export async function requireOutputPlace(path: string, recordings: readonly string[]): Promise<void> {
  const kept = await Promise.all(recordings.map(realPath));
  if (kept.includes(await realPath(path))) {
    throw new DoppeltonError('USAGE', `${path} is one of the recordings, and may not be replaced`);
  }
  await requireWritablePlace(path);
}

/** Where a path leads, as far as there is something. */
function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
