import { access, constants, stat } from 'node:fs/promises';
import { DoppeltonError } from '../../../errors/index.js';

/** The operating system's short name of an error (`ENOENT`, `EACCES` …), or its message when it has none. */
export function systemErrorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** What bytes of a name that are not UTF-8 become when a program reads it: by such a name nothing can be opened. */
const REPLACEMENT = '\uFFFD';

/** Turns the operating system's refusal to read `path` into an error with a code. */
export function readingError(path: string, cause: unknown): DoppeltonError {
  const code = systemErrorCode(cause);
  // ENOTDIR: a file stands where the path needs a folder, so nothing can exist behind it.
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return nameError(path, cause) ?? new DoppeltonError('FILE_NOT_FOUND', `${path}: no such file`, cause);
  }
  if (code === 'EISDIR') return new DoppeltonError('NOT_A_FILE', `${path}: is a folder`, cause);
  return new DoppeltonError('FILE_UNREADABLE', `${path}: cannot be read (${code})`, cause);
}

/** The error of a path at which nothing was found, if the reason is likely that bytes of its name were lost. */
export function nameError(path: string, cause?: unknown): DoppeltonError | undefined {
  if (!path.includes(REPLACEMENT)) return undefined;
  return new DoppeltonError(
    'FILE_NAME_INVALID',
    `${path}: cannot be opened, as its name seems not to be valid UTF-8`,
    cause,
  );
}

/**
 * Makes sure that a path names a regular file that may be read; links are followed.
 *
 * Pipes and devices are refused because reading one may never end and cannot be repeated.
 *
 * @returns Its length in bytes.
 * @throws DoppeltonError `FILE_NOT_FOUND`, `FILE_NAME_INVALID`, `NOT_A_FILE`, `FILE_UNREADABLE`.
 */
export async function requireReadableFile(path: string): Promise<number> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw new DoppeltonError('NOT_A_FILE', `${path}: is a folder`);
    if (!status.isFile()) throw new DoppeltonError('NOT_A_FILE', `${path}: is a pipe, device or socket`);
    await access(path, constants.R_OK);
    return status.size;
  } catch (error) {
    throw error instanceof DoppeltonError ? error : readingError(path, error);
  }
}
