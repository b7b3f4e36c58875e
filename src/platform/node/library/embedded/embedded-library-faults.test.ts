import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openDatabase } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../../../../../tests/as-ordinary-user.js';
import type { DoppeltonError } from '../../../../errors/index.js';
import { Rng } from '../../../../numeric/index.js';
import type { LibraryEntry, LibraryStore } from '../../../../search/index.js';
import { collect, noiseEntry, SETTINGS } from '../../../../search/library-store.contract.js';
import { shippedPath } from '../../files/package-root.js';
import { openLibrary, openOrMakeLibrary } from '../open-library.js';
import { encodeRecording } from './stored-values.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-faults-'));
  path = join(folder, 'library');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => noiseEntry(from + i));

async function makeLibrary(content: readonly LibraryEntry[]): Promise<void> {
  await withLibrary(async (store) => {
    await store.add(content);
    await store.optimise();
  });
}

async function withLibrary<T>(work: (store: LibraryStore) => Promise<T>): Promise<T> {
  const store = await openOrMakeLibrary(path, SETTINGS);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function expectWhole(store: LibraryStore, content: readonly LibraryEntry[]): Promise<void> {
  for (const { recording, windows, sketch } of content) {
    expect(await store.get(recording.id)).toEqual(recording);
    expect(await store.windows(recording.id)).toEqual(windows);
    expect(await store.sketch(recording.id)).toEqual(sketch);
    const [neighbours] = await store.nearest(windows.directions.slice(0, SETTINGS.embeddingSize), 1);
    expect(neighbours![0]).toMatchObject({ recordingId: recording.id, window: 0 });
  }
}

interface WriterMessage {
  readonly ready?: true;
  readonly acknowledged?: readonly string[];
  readonly added?: readonly string[];
  readonly code?: string;
}

/** A process that writes to the library; `limitKilobytes` bounds the size of the files that it may make. */
async function startWriter(limitKilobytes?: number): Promise<ChildProcess> {
  const script = shippedPath('tests/library-writer.mjs');
  const limited = limitKilobytes === undefined ? {} : { execPath: shippedPath('tests/with-file-limit.sh') };
  const writer = fork(script, [path], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, FILE_LIMIT: String(limitKilobytes) },
    ...limited,
  });
  await once(writer, 'message');
  return writer;
}

/** Batches of three, sent at once; the writer works them off one after the other. */
function send(writer: ChildProcess, content: readonly LibraryEntry[]): void {
  for (let i = 0; i < content.length; i += 3) writer.send(content.slice(i, i + 3));
}

describe('a library whose writer is killed', () => {
  it('holds all that was acknowledged, each once, at whatever moment that was', async () => {
    await makeLibrary([]);
    const rng = new Rng(4);
    const all = entries(0, 90);
    const acknowledged = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const writer = await startWriter();
      const lethal = 1 + rng.integer(8);
      let answers = 0;
      writer.on('message', ({ acknowledged: ids = [] }: WriterMessage) => {
        ids.forEach((id) => acknowledged.add(id));
        if (++answers === lethal) writer.kill('SIGKILL');
      });
      send(writer, rng.shuffled(all));
      await once(writer, 'exit');
      await withLibrary(async (store) => {
        expect(await collect(store.verify())).toEqual([]);
        const listed = await collect(store.list());
        expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
        expect(await store.stats()).toMatchObject({ recordings: listed.length });
        await expectWhole(
          store,
          all.filter(({ recording }) => acknowledged.has(recording.id)),
        );
      });
    }
    expect(acknowledged.size).toBeGreaterThan(20);
  });
});

describe('a library of the first format', () => {
  it('is read as it is, and of the newer format once it may be written', async () => {
    const description = join(path, 'library.json');
    const [one] = entries(0, 1);
    await makeLibrary([one!]);
    const older = (await readFile(description, 'utf8')).replace('doppelton-library/2', 'doppelton-library/1');
    await writeFile(description, older);
    const read = await openLibrary(path);
    await expectWhole(read, [one!]);
    await read.close();
    expect(await readFile(description, 'utf8')).toBe(older);
    const { id } = one!.recording;
    await withLibrary(async (store) => {
      await store.addPaths([{ id, path: '/copy.ogg' }]);
      expect(await store.get(id)).toMatchObject({ paths: [one!.recording.path, '/copy.ogg'] });
    });
    expect(await readFile(description, 'utf8')).toContain('doppelton-library/2');
  });
});

describe('a library of larger pages', () => {
  it('keeps them, and its longer keys', async () => {
    await mkdir(path);
    await openDatabase({ path: join(path, 'recordings.mdb'), noSubdir: true, pageSize: 4096 }).close();
    const long = (end: string) => `/${'x'.repeat(1500)}/${end}`;
    const added = ['b', 'a'].map((end, i) => noiseEntry(i, { path: long(end) }));
    await makeLibrary(added);
    await withLibrary(async (store) => {
      await expectWhole(store, added);
      expect((await collect(store.list())).map((recording) => recording.path)).toEqual([
        long('a'),
        long('b'),
      ]);
      await store.removePaths(added.map(({ recording: { id, path: place } }) => ({ id, path: place })));
      expect(await collect(store.list())).toEqual([]);
    });
  });
});

describe('a library with two writers at once', () => {
  it('loses nothing and doubles nothing', async () => {
    await makeLibrary([]);
    const all = entries(0, 60);
    const writers = await Promise.all([startWriter(), startWriter()]);
    const added: string[] = [];
    const faults: string[] = [];
    await Promise.all(
      writers.map(async (writer, i) => {
        writer.on('message', (message: WriterMessage) => {
          added.push(...(message.added ?? []));
          if (message.code !== undefined) faults.push(message.code);
        });
        send(writer, i === 0 ? all : all.toReversed());
        writer.send('end');
        await once(writer, 'exit');
      }),
    );
    expect(faults).toEqual([]);
    expect(added.toSorted()).toEqual(all.map(({ recording }) => recording.id).toSorted());
    await withLibrary(async (store) => {
      expect(await collect(store.verify())).toEqual([]);
      await expectWhole(store, all);
    });
  });
});

describe('a library on a disk that is full', () => {
  it.skipIf(process.platform === 'win32')('refuses what does not fit, and keeps what it has', async () => {
    await makeLibrary(entries(0, 6));
    const { size } = await stat(join(path, 'recordings.mdb'));
    const writer = await startWriter(Math.floor(size / 1024) + 64);
    send(writer, entries(0, 240));
    const acknowledged = new Set<string>();
    const codes = new Set<string>();
    writer.on('message', ({ acknowledged: ids = [], code }: WriterMessage) => {
      if (code === undefined) ids.forEach((id) => acknowledged.add(id));
      else codes.add(code);
    });
    writer.send('end');
    await once(writer, 'exit');
    expect([...codes]).toEqual(['LIBRARY_UNAVAILABLE']);
    await withLibrary(async (store) => {
      expect(await collect(store.verify())).toEqual([]);
      await expectWhole(
        store,
        entries(0, 240).filter(({ recording }) => acknowledged.has(recording.id)),
      );
      // With room again, the same work is done to its end.
      await store.add(entries(0, 240));
      expect(await store.stats()).toMatchObject({ recordings: 240 });
    });
  });
});

describe('a library that cannot be written', () => {
  it('is searched all the same, and takes nothing in', async () => {
    await makeLibrary(entries(0, 5));
    await withLibrary((store) => store.add(entries(5, 8)));
    for (const name of await readdir(path)) await chmod(join(path, name), 0o444);
    await chmod(path, 0o555);
    await chmod(folder, 0o755);
    await asOrdinaryUser(async () => {
      const store = await openLibrary(path);
      await expectWhole(store, entries(0, 8));
      await expect(store.add(entries(8, 9))).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
      await store.optimise();
      await store.close();
      await expect(openOrMakeLibrary(path, SETTINGS)).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
    });
    await chmod(path, 0o755);
  });

  it.each(['', 'recordings.mdb'])('says so when another user has closed it (%s)', async (name) => {
    await makeLibrary(entries(0, 1));
    await chmod(folder, 0o755);
    await chmod(join(path, name), 0o000);
    const opened = asOrdinaryUser(() => openLibrary(path));
    await expect(opened).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
    await chmod(join(path, name), 0o755);
  });
});

describe('a library where a file is', () => {
  it.each(['', 'below'])('is refused as what it is (%s)', async (below) => {
    await writeFile(path, 'no folder');
    const place = join(path, below);
    for (const opened of [openLibrary(place), openOrMakeLibrary(place, SETTINGS)]) {
      await expect(opened).rejects.toMatchObject({
        code: 'NOT_A_FOLDER',
        message: `${place}: a file stands where the folder of a library is needed`,
      });
    }
  });
});

describe('a library that was copied in part', () => {
  const content = entries(0, 30);

  beforeEach(() => makeLibrary(content));

  const codeOf = async (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error as { code: string }).code,
    );

  it.each([0.9, 0.5, 0.01, 0.001])('is refused when only %d of the database is there', async (share) => {
    const database = join(path, 'recordings.mdb');
    const { blocks } = await stat(database);
    await truncate(database, Math.floor(share * 512 * blocks));
    expect(await codeOf(openLibrary(path))).toBe('LIBRARY_DAMAGED');
  });

  it('is refused without its database, and when that is something else', async () => {
    const database = join(path, 'recordings.mdb');
    await writeFile(database, 'x'.repeat(20_000));
    expect(await codeOf(openLibrary(path))).toBe('LIBRARY_DAMAGED');
    await rm(database);
    expect(await codeOf(openLibrary(path))).toBe('LIBRARY_DAMAGED');
    expect(await codeOf(openOrMakeLibrary(path, SETTINGS))).toBe('LIBRARY_DAMAGED');
  });

  it.each(['missing', 'cut', 'garbled'])('is whole again when its index is %s', async (harm) => {
    const index = join(
      path,
      (await readdir(path)).find((name) => name.endsWith('.usearch'))!,
    );
    const { size } = await stat(index);
    if (harm === 'missing') await rm(index);
    else if (harm === 'cut') await truncate(index, size / 2);
    else await overwrite(index, size / 2, Buffer.alloc(2000, 0xee));
    await withLibrary(async (store) => {
      expect(await collect(store.verify())).toHaveLength(1);
      await expectWhole(store, content);
      await store.optimise();
      expect(await collect(store.verify())).toEqual([]);
      await expectWhole(store, content);
    });
    expect((await readdir(path)).filter((name) => name.endsWith('.usearch'))).toHaveLength(1);
  });

  it('does without its description and its lock file', async () => {
    await rm(join(path, 'library.json'));
    await rm(join(path, 'recordings.mdb-lock'));
    await withLibrary((store) => expectWhole(store, content));
    expect(existsSync(join(path, 'library.json'))).toBe(true);
  });

  it('names the recording whose content changed on the disk', async () => {
    const database = join(path, 'recordings.mdb');
    const { directions } = content[7]!.windows;
    const at = (await readFile(database)).indexOf(Buffer.from(directions.buffer));
    await overwrite(database, at + 10, Buffer.from([directions[10]! ^ 1]));
    await withLibrary(async (store) => {
      const faults = await collect(store.verify());
      expect(faults).toContainEqual(expect.objectContaining({ recordingId: content[7]!.recording.id }));
      expect(await codeOf(store.windows(content[7]!.recording.id))).toBe('LIBRARY_DAMAGED');
      await expectWhole(store, content.slice(8, 10));
    });
  });

  it('can be rid of a recording of which nothing can be read any more', async () => {
    const { recording, windows } = content[7]!;
    const { id } = recording;
    const stored = encodeRecording({ ordinal: 7, windows: windows.times.length / 2, recording });
    const database = join(path, 'recordings.mdb');
    const at = (await readFile(database)).indexOf(stored);
    await overwrite(database, at + 10, Buffer.from([stored[10]! ^ 1]));
    await withLibrary(async (store) => {
      const faults = await collect(store.verify());
      expect(faults).toEqual([{ recordingId: id, message: expect.stringContaining(id) as string }]);
      const before = await store.stats();
      expect(await codeOf(collect(store.list()))).toBe('LIBRARY_DAMAGED');
      expect(await store.remove([id])).toEqual([id]);
      expect(await collect(store.verify())).toEqual([]);
      expect(await collect(store.list())).toHaveLength(content.length - 1);
      const after = await store.stats();
      expect(before.windows - after.windows).toBe(windows.times.length / 2);
      expect(before.durationSeconds - after.durationSeconds).toBeCloseTo(recording.durationSeconds, 6);
      expect(await store.add([content[7]!])).toEqual([id]);
      await expectWhole(store, content);
    });
  });

  it('is refused when a later version made it', async () => {
    await writeFile(join(path, 'library.json'), '{"format":"doppelton-library/9"}');
    const error: unknown = await openLibrary(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LIBRARY_NEWER' });
    expect((error as DoppeltonError).remedy).toContain('doppelton library add');
    await writeFile(join(path, 'library.json'), '{"format":');
    expect(await codeOf(openLibrary(path))).toBe('LIBRARY_DAMAGED');
  });

  it('is the same library in another folder', async () => {
    const copy = join(folder, 'copy');
    await cp(path, copy, { recursive: true });
    const store = await openLibrary(copy);
    await expectWhole(store, content);
    await store.close();
  });

  async function overwrite(file: string, position: number, bytes: Buffer): Promise<void> {
    const handle = await open(file, 'r+');
    await handle.write(bytes, 0, bytes.length, Math.floor(position));
    await handle.close();
  }
});
