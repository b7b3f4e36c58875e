import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DoppeltonError } from '../../../../errors/index.js';
import { collect, noiseEntry } from '../../../../search/library-store.contract.js';
import type { LibraryEntry, LibraryStore } from '../../../../search/index.js';
import { shippedPath } from '../../files/package-root.js';
import { findRecordings } from '../ingest/find-recordings.js';
import { ingestFiles } from '../ingest/ingest-files.js';
import { openLibrary, openLibraryOfModel } from '../open-library.js';
import { startTestServer, type TestServer } from '../postgres/postgres-server.contract.js';
import { withQueue } from '../queue/open-queue.js';
import { replaceLibrary } from './library-places.js';
import { rebuildLibrary } from './rebuild-library.js';

const OPTIONS = { model: 'default', threads: 1 };

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-rebuild-'));
});
afterEach(() => rm(folder, { recursive: true }));

const music = (name: string) => join(folder, name);

async function withLibrary<T>(place: string, work: (store: LibraryStore) => Promise<T>): Promise<T> {
  const store = await openLibraryOfModel(place, OPTIONS.model);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Puts copies of a sample into a library, under these names. */
async function add(place: string, sample: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) await copyFile(shippedPath(`samples/${sample}`), music(name));
  const { files } = await findRecordings(names.map(music));
  await withLibrary(place, (store) => ingestFiles(store, files, OPTIONS));
}

/** The recording of a library that holds one. */
async function onlyEntry(store: LibraryStore): Promise<LibraryEntry> {
  const [recording] = await collect(store.list());
  const { id } = recording!;
  return { recording: recording!, windows: (await store.windows(id))!, sketch: (await store.sketch(id))! };
}

const pathsIn = (place: string) =>
  withLibrary(place, async (store) => (await collect(store.list())).flatMap(({ paths }) => paths).toSorted());

describe.each([
  {
    where: 'a folder',
    placeIn: () => join(folder, 'library'),
    clear: () => Promise.resolve(),
    lateAddition: { outcome: 'LIBRARY_UNAVAILABLE', isHeld: false },
  },
  {
    where: 'PostgreSQL',
    placeIn: () => server.newPlace(),
    clear: (place: string) => server.clear(place),
    lateAddition: { outcome: 'added', isHeld: true },
  },
])('a library in $where that is built anew', ({ placeIn, clear, lateAddition }) => {
  let place: string;
  beforeEach(() => {
    place = placeIn();
  });
  afterEach(() => clear(place));

  it('lacks what was taken out of the old one since it was begun', async () => {
    await add(place, 'original.ogg', 'a.ogg', 'again.ogg');
    await add(place, 'different.ogg', 'b.ogg');
    await add(place, 'altered.mp3', 'c.mp3');
    await rm(music('c.mp3'));
    expect(await rebuildLibrary(place, OPTIONS)).toMatchObject({ added: 2, isReplaced: false });
    await withLibrary(place, async (store) => {
      const recordings = await collect(store.list());
      const gone = recordings.filter(({ paths }) => !paths.includes(music('a.ogg')));
      await store.remove(gone.map(({ id }) => id));
      await store.removePaths([{ id: recordings[0]!.id, path: music('again.ogg') }]);
    });
    expect(await rebuildLibrary(place, OPTIONS)).toMatchObject({ failures: [], isReplaced: true });
    expect(await pathsIn(place)).toEqual([music('a.ogg')]);
  });

  it('holds what comes while it is being built', async () => {
    await add(place, 'original.ogg', 'a.ogg');
    await add(join(folder, 'other'), 'different.ogg', 'b.ogg');
    const entry = await withLibrary(join(folder, 'other'), onlyEntry);
    const writer = await openLibrary(place);
    let added: Promise<readonly string[]> | undefined;
    const onFile = () => {
      added ??= writer.add([entry]);
    };
    const report = await rebuildLibrary(place, { ...OPTIONS, onFile });
    expect(await added).toEqual([entry.recording.id]);
    await writer.close();
    expect(report.isReplaced).toBe(true);
    expect(await pathsIn(place)).toEqual([music('a.ogg'), music('b.ogg')]);
  });

  it('does not take the place of one that holds more than was counted', async () => {
    await add(place, 'original.ogg', 'a.ogg');
    const counted = await withLibrary(place, (store) => store.stats());
    await add(place, 'different.ogg', 'b.ogg');
    expect(await replaceLibrary(place, counted)).toBe(false);
    expect(await pathsIn(place)).toEqual([music('a.ogg'), music('b.ogg')]);
  });

  it('loses nothing of who has the old one open', async () => {
    await add(place, 'original.ogg', 'a.ogg');
    const writer = await openLibrary(place);
    expect((await rebuildLibrary(place, OPTIONS)).isReplaced).toBe(true);
    const { settings } = writer;
    const entry = noiseEntry(1, { embeddingSize: settings.embeddingSize });
    const outcome = await writer.add([entry]).then(
      () => 'added',
      (error: unknown) => (error as DoppeltonError).code,
    );
    await writer.close();
    const held = await withLibrary(place, (store) => store.known([entry.recording.id]));
    expect({ outcome, isHeld: held.size === 1 }).toEqual(lateAddition);
  });
});

describe('the queue of a library that is built anew', () => {
  it('still holds what is to be done', async () => {
    const place = server.newPlace();
    await add(place, 'original.ogg', 'a.ogg');
    await withQueue(place, (queue) => queue.put([{ path: music('b.ogg'), bytes: 1 }]));
    expect((await rebuildLibrary(place, OPTIONS)).isReplaced).toBe(true);
    expect(await withQueue(place, (queue) => queue.status())).toMatchObject({ waiting: 1 });
    await server.clear(place);
  });
});
