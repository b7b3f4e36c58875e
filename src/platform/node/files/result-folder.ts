import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DoppeltonError } from '../../../errors/index.js';
import { makeFolder, refusing, writeFileAtomically, type FileContent } from './file-writing.js';

/**
 * Makes sure, before long work, that its results can be written; leaves nothing behind.
 *
 * @param folder - Need not exist.
 * @throws DoppeltonError `NOT_A_FOLDER` when a file stands there, `FILE_UNWRITABLE`.
 */
export async function requireWritableFolder(folder: string): Promise<void> {
  const probe = await makeStaging(folder);
  await probe.remove();
}

/**
 * Writes files of one result into a folder: all are written into a hidden folder inside it first and moved out when
 * every one is there, so that a full disk leaves no half of them behind. Files of an earlier result are replaced.
 *
 * @param folder - Made, with its parents, when it does not exist.
 * @throws DoppeltonError `NOT_A_FOLDER`, `FILE_UNWRITABLE`.
 */
export async function writeResultFiles(
  folder: string,
  files: Readonly<Record<string, FileContent>>,
): Promise<void> {
  const staging = await makeStaging(folder);
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFileAtomically(join(staging.path, name), content);
    }
    for (const name of Object.keys(files)) {
      await refusing(folder, () => rename(join(staging.path, name), join(folder, name)));
    }
    await rm(staging.path, { recursive: true, force: true });
  } catch (error) {
    await staging.remove();
    throw error;
  }
}

/** A new folder inside `folder`; `remove` also takes away what had to be made above it. */
async function makeStaging(folder: string) {
  const target = resolve(folder);
  const status = await stat(target).catch(() => undefined);
  if (status?.isDirectory() === false) throw new DoppeltonError('NOT_A_FOLDER', `${folder}: is not a folder`);
  const path = join(target, `.${randomUUID()}.part`);
  const topmostMade = await makeFolder(path);
  return { path, remove: () => rm(topmostMade ?? path, { recursive: true, force: true }) };
}
