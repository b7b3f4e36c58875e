import { randomUUID } from 'node:crypto';
import { mkdir, open, opendir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DoppeltonError } from '../../../errors/index.js';
import { systemErrorCode } from './file-access.js';

/** What a file is made of: text (UTF-8), bytes, or a stream of either. */
export type FileContent = string | Uint8Array | AsyncIterable<string | Uint8Array>;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a file stands where a folder is needed',
  EISDIR: 'a folder of this name exists',
  EEXIST: 'a file of this name exists',
  ENOTEMPTY: 'a folder of this name exists and is not empty',
  ENAMETOOLONG: 'the name is too long',
};

/**
 * Writes a file so that it is there whole or not at all: beside its place, flushed to the disk, then renamed over
 * whatever was there. After a failure the temporary file is gone and an earlier file of that name is untouched.
 *
 * @param path - The folder must exist.
 * @throws DoppeltonError `FILE_UNWRITABLE`; and unchanged whatever a streamed `content` throws.
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  const temporary = temporaryBeside(path);
  const file = await refusing(path, () => open(temporary, 'wx'));
  try {
    await writeAndClose(path, file, content);
    await refusing(path, () => rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes sure, before long work, that a file can be written; leaves nothing behind.
 *
 * @throws DoppeltonError `FILE_UNWRITABLE`.
 */
export async function requireWritablePlace(path: string): Promise<void> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory() === true) {
    throw new DoppeltonError('FILE_UNWRITABLE', `${path}: cannot be written: ${REASONS['EISDIR']!}`);
  }
  const temporary = temporaryBeside(path);
  await (await refusing(path, () => open(temporary, 'wx'))).close();
  await rm(temporary);
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 64)}.${randomUUID()}.part`);
}

/**
 * Makes a folder and the ones above it, unless they are there.
 *
 * @returns The topmost folder that had to be made, if any.
 * @throws DoppeltonError `FILE_UNWRITABLE`.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await exists(folder))) {
    missing.push(folder);
    folder = dirname(folder);
  }
  // One by one: where a file system refuses new folders, as /proc does, Node's recursive mkdir never returns.
  for (const each of missing.toReversed()) await refusing(path, () => mkdirUnlessThere(each));
  if (missing.length === 0) await refusing(path, () => requireFolder(folder));
  return missing.at(-1);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => dirname(path) === path,
  );
}

async function mkdirUnlessThere(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    // Another process may have been quicker.
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
}

async function requireFolder(path: string): Promise<void> {
  await (await opendir(path)).close();
}

async function writeAndClose(path: string, file: FileHandle, content: FileContent): Promise<void> {
  try {
    const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
    for await (const part of parts) await refusing(path, () => file.appendFile(part));
    await refusing(path, () => file.sync());
  } finally {
    await file.close();
  }
}

/** Runs one file operation and turns the operating system's refusal into an error that names the final path. */
export async function refusing<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = systemErrorCode(error);
    throw new DoppeltonError(
      'FILE_UNWRITABLE',
      `${path}: cannot be written: ${REASONS[code] ?? 'the system refused'} (${code})`,
      error,
    );
  }
}
