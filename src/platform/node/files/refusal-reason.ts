import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemErrorCode } from './file-access.js';

/** A disk with less room is full: what failed did not fit, and wrote what did. */
const LEAST_ROOM_BYTES = 1 << 20;

/**
 * Why a file could not be written, in words. Native libraries do not pass on that the disk is full: they see that less was
 * written than they asked for and call it an input/output error, so the room on the disk is looked at too.
 *
 * @param path - Of the file, in a folder that exists.
 * @param cause - What its writing threw.
 */
export function refusalReason(path: string, cause: unknown): string {
  const code = systemErrorCode(cause);
  const room = roomBytes(dirname(path));
  const isFull = /ENOSPC|No space left/i.test(code) || (room !== undefined && room < LEAST_ROOM_BYTES);
  if (!isFull) return code;
  return room === undefined ? 'the disk is full' : `the disk is full: ${Math.floor(room / 1000)} kB are left`;
}

function roomBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
