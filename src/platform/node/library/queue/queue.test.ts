import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../../../../search/library-store.contract.js';
import { shippedPath } from '../../files/package-root.js';
import { openLibrary, openLibraryOfModel } from '../open-library.js';
import { startTestServer, type TestServer } from '../postgres/postgres-server.contract.js';
import type { IngestQueue } from './ingest-queue.js';
import { withQueue } from './open-queue.js';
import { workQueue } from './work-queue.js';

let server: TestServer;
let place: string;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  place = server.newPlace();
  folder = await mkdtemp(join(tmpdir(), 'doppelton-queue-'));
  await (await openLibraryOfModel(place, 'default')).close();
});
afterEach(async () => {
  await server.clear(place);
  await rm(folder, { recursive: true });
});

/** Files of which three are recordings, one comes twice, and one is none. */
async function makeFiles(): Promise<{ path: string; bytes: number }[]> {
  const sources = ['original.ogg', 'altered.mp3', 'different.ogg', 'original.ogg'];
  const paths = sources.map((name, i) => join(folder, `${i}-${name}`));
  for (const [i, name] of sources.entries()) await copyFile(shippedPath(`samples/${name}`), paths[i]!);
  const broken = join(folder, 'broken.ogg');
  await writeFile(broken, 'no sound');
  return [...paths, broken].map((path) => ({ path, bytes: 1 }));
}

async function work(queue: IngestQueue, leaseSeconds: number) {
  const store = await openLibrary(place);
  try {
    return await workQueue(store, queue, { model: 'default', threads: 1, leaseSeconds });
  } finally {
    await store.close();
  }
}

describe('the queue of a library', () => {
  const files = Array.from({ length: 12 }, (_, i) => ({ path: `/music/${i}\n.ogg`, bytes: i }));
  const paths = (taken: readonly { path: string }[]) => taken.map(({ path }) => path).toSorted();

  it('gives each file to one worker', () =>
    withQueue(place, async (queue) => {
      expect(await queue.put(files)).toBe(12);
      expect(await queue.put(files)).toBe(0);
      const taken = await Promise.all(['a', 'b', 'c'].map((worker) => queue.take(worker, 4, 60)));
      expect(paths(taken.flat())).toEqual(paths(files));
      expect(await queue.take('d', 4, 60)).toEqual([]);
      expect(await queue.status()).toEqual({ waiting: 0, leased: 12, done: 0, failed: 0 });
    }));

  it('gives what a worker let lie to another, whose word then counts', () =>
    withQueue(place, async (queue) => {
      await queue.put(files.slice(0, 1));
      const [lost] = await queue.take('lost', 1, 0);
      const [file] = await queue.take('next', 1, 60);
      expect(file).toEqual(lost);
      await queue.settle('lost', [], [{ ...lost!, code: 'FILE_NOT_FOUND', message: 'too late' }]);
      await queue.settle('next', [file!], []);
      expect(await queue.status()).toEqual({ waiting: 0, leased: 0, done: 1, failed: 0 });
    }));

  it('keeps for a worker what it asks more time for', () =>
    withQueue(place, async (queue) => {
      await queue.put(files.slice(0, 1));
      await queue.take('slow', 1, 0);
      await queue.renew('slow', 60);
      expect(await queue.take('next', 1, 60)).toEqual([]);
    }));

  it('gives up a file that no worker came back from', () =>
    withQueue(place, async (queue) => {
      await queue.put(files.slice(0, 2));
      for (let i = 0; i < 3; i++) expect(await queue.take(`worker ${i}`, 1, 0)).toHaveLength(1);
      expect(paths(await queue.take('next', 2, 60))).toEqual([files[1]!.path]);
      expect(await queue.failures()).toMatchObject([{ path: files[0]!.path, code: 'WORKER_ENDED' }]);
      // Put in again, it has another chance.
      expect(await queue.put(files)).toBe(11);
      expect(await queue.failures()).toEqual([]);
    }));
});

describe('workers of a queue', () => {
  it('put each recording in once, and name what is none', () =>
    withQueue(place, async (queue) => {
      await queue.put(await makeFiles());
      const reports = await Promise.all([work(queue, 60), work(queue, 60)]);
      expect(reports.map(({ added }) => added).reduce((a, b) => a + b)).toBe(3);
      expect(await queue.status()).toEqual({ waiting: 0, leased: 0, done: 4, failed: 1 });
      expect(await queue.failures()).toMatchObject([
        { path: join(folder, 'broken.ogg'), code: 'AUDIO_MALFORMED' },
      ]);
      await expectThreeRecordings();
    }));

  it('do what one that was killed had taken', () =>
    withQueue(place, async (queue) => {
      await queue.put(await makeFiles());
      const command = [shippedPath('bin/doppelton.js'), 'library', 'work', '--library', place];
      const killed = spawn(process.execPath, [...command, '--threads', '1', '--lease', '1'], {
        stdio: 'ignore',
      });
      while ((await queue.status()).leased === 0) {
        expect(killed.exitCode).toBeNull();
        await sleep(20);
      }
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      await work(queue, 60);
      expect(await queue.status()).toEqual({ waiting: 0, leased: 0, done: 4, failed: 1 });
      await expectThreeRecordings();
    }));

  async function expectThreeRecordings(): Promise<void> {
    const store = await openLibrary(place);
    expect(await store.stats()).toMatchObject({ recordings: 3 });
    expect(await collect(store.verify())).toEqual([]);
    await store.close();
  }

  it('are refused for a library in a folder', async () => {
    await expect(withQueue(folder, () => Promise.resolve())).rejects.toMatchObject({ code: 'USAGE' });
  });
});
