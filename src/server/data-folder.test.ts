import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from '../platform/node/index.js';
import { openDataFolder } from './data-folder.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs work while another process is there. */
async function besideAnother<T>(work: (pid: number) => Promise<T>): Promise<T> {
  const other = spawn('sleep', ['60']);
  await once(other, 'spawn');
  try {
    return await work(other.pid!);
  } finally {
    other.kill();
  }
}

describe('a data folder', () => {
  it('is refused while the process that has it runs', () =>
    besideAnother(async (pid) => {
      await writeFile(join(folder, 'owner.pid'), `${pid} ${(await processIdentity(pid))!}`);
      await expect(openDataFolder(folder, undefined)).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
    }));

  it('is free when the number of the process that had it is now another one’s', () =>
    besideAnother(async (pid) => {
      const own = (await processIdentity(process.pid))!;
      await writeFile(join(folder, 'owner.pid'), `${pid} ${own}`);
      const data = await openDataFolder(folder, undefined);
      await data.close();
      expect(data.path).toBe(folder);
    }));

  it('belongs to one library', async () => {
    await (await openDataFolder(folder, '/archive')).close();
    await (await openDataFolder(folder, '/archive')).close();
    await expect(openDataFolder(folder, '/music')).rejects.toMatchObject({ code: 'DATA_FOLDER_OF_ANOTHER' });
    expect(await readFile(join(folder, 'library'), 'utf8')).toBe('/archive');
  });
});
