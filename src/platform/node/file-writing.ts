import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DoppeltonError } from '../../errors/index.js';
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
  const temporary = join(dirname(path), `.${basename(path).slice(0, 64)}.${randomUUID()}.part`);
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
 * Fills a folder so that it appears with all its files or not at all.
 *
 * @param path - Must not exist yet, or be an empty folder; its parent must exist.
 * @param fill - Writes the files into the folder given, which is renamed to `path` when it returns.
 * @throws DoppeltonError `FILE_UNWRITABLE`; and unchanged whatever `fill` throws.
 */
export async function writeFolderAtomically(
  path: string,
  fill: (temporaryFolder: string) => Promise<void>,
): Promise<void> {
  // Without `resolve`, a path that ends in a slash would put the temporary folder inside its target.
  const target = resolve(path);
  const temporary = await refusing(path, () => mkdtemp(`${target}.part-`));
  try {
    await fill(temporary);
    await refusing(path, () => rename(temporary, target));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
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
async function refusing<T>(path: string, operation: () => Promise<T>): Promise<T> {
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
