import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DoppeltonError } from '../errors/index.js';
import { makeFolder, processIdentity, systemErrorCode, writeFileAtomically } from '../platform/node/index.js';

/** Number and identity of the process that has the folder. */
const OWNER_FILE = 'owner.pid';
/** Says which library the folder belongs to. */
const LIBRARY_FILE = 'library';
/** With the number of the process that made it. */
const TEMPORARY_NAME = /^doppelton-service-(\d+)-/;

/** Where one service keeps its jobs. */
export interface DataFolder {
  readonly path: string;
  /** Gives it up; a temporary one is deleted. */
  close(): Promise<void>;
}

/**
 * Takes a folder for this process alone, readable by its user alone.
 *
 * @param path - Made when it is not there; when not given, a temporary folder. Temporary folders of services that were
 *   killed are deleted.
 * @param library - Which one is served, if any: recordings that were sent to it, and jobs that wait for it, lie in the folder.
 * @throws DoppeltonError `DATA_FOLDER_IN_USE`, `DATA_FOLDER_OF_ANOTHER`, `FILE_UNWRITABLE`.
 */
export async function openDataFolder(
  path: string | undefined,
  library: string | undefined,
): Promise<DataFolder> {
  if (path === undefined) return openTemporaryFolder(tmpdir());
  await makeFolder(path);
  await closeToOthers(path);
  const ownerFile = join(path, OWNER_FILE);
  const owner = await textIn(ownerFile);
  if (await isAnotherOwner(owner)) {
    throw new DoppeltonError(
      'DATA_FOLDER_IN_USE',
      `${path}: belongs to the running process ${parseInt(owner, 10)}`,
    );
  }
  if (library !== undefined) await claimForLibrary(path, library);
  const identity = (await processIdentity(process.pid)) ?? '';
  await writeFileAtomically(ownerFile, `${process.pid} ${identity}`);
  return { path, close: () => rm(ownerFile, { force: true }) };
}

async function claimForLibrary(path: string, library: string): Promise<void> {
  const file = join(path, LIBRARY_FILE);
  const present = await textIn(file);
  if (present !== '' && present !== library) {
    throw new DoppeltonError('DATA_FOLDER_OF_ANOTHER', `${path}: holds what was sent to ${present}`);
  }
  await writeFileAtomically(file, library);
}

/** @throws DoppeltonError `FILE_UNWRITABLE` when the folder belongs to another user. */
async function closeToOthers(path: string): Promise<void> {
  try {
    await chmod(path, 0o700);
  } catch (cause) {
    throw new DoppeltonError(
      'FILE_UNWRITABLE',
      `${path}: cannot be closed to others (${systemErrorCode(cause)})`,
      cause,
    );
  }
}

/** Empty where there is no such file. */
function textIn(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function openTemporaryFolder(parent: string): Promise<DataFolder> {
  for (const name of await readdir(parent)) {
    const owner = TEMPORARY_NAME.exec(name)?.[1];
    if (owner === undefined || isAnotherAlive(Number(owner))) continue;
    // Another user's folder stays where it is.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
  const path = await mkdtemp(join(parent, `doppelton-service-${process.pid}-`));
  return { path, close: () => rm(path, { recursive: true, force: true }) };
}

/** Whether a process that said who it is, by number and identity, still runs, and is another one. */
async function isAnotherOwner(owner: string): Promise<boolean> {
  const [pid = '', identity = ''] = owner.split(' ');
  if (!isAnotherAlive(Number(pid))) return false;
  const present = await processIdentity(Number(pid));
  return identity === '' || present === undefined || present === identity;
}

/** Whether a process other than this one runs. In a container each service may have the same number. */
function isAnotherAlive(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
