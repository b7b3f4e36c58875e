import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DoppeltonError } from '../errors/index.js';
import { makeFolder, systemErrorCode, writeFileAtomically } from '../platform/node/index.js';

const OWNER_FILE = 'owner.pid';
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
 * @throws DoppeltonError `DATA_FOLDER_IN_USE`, `FILE_UNWRITABLE`.
 */
export async function openDataFolder(path: string | undefined): Promise<DataFolder> {
  if (path === undefined) return openTemporaryFolder(tmpdir());
  await makeFolder(path);
  await chmod(path, 0o700);
  const ownerFile = join(path, OWNER_FILE);
  const owner = Number.parseInt(await readFile(ownerFile, 'latin1').catch(() => ''), 10);
  if (isAnotherAlive(owner)) {
    throw new DoppeltonError('DATA_FOLDER_IN_USE', `${path}: belongs to the running process ${owner}`);
  }
  await writeFileAtomically(ownerFile, String(process.pid));
  return { path, close: () => rm(ownerFile, { force: true }) };
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
