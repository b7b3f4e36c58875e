import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryEntry, LibraryStore } from '../../../../search/index.js';
import { collect, noiseEntry, SETTINGS } from '../../../../search/library-store.contract.js';
import { openLibrary, openOrMakeLibrary } from '../open-library.js';
import { CuttingProxy, type Cut } from './cutting-proxy.contract.js';
import { startTestServer, type TestServer } from './postgres-server.contract.js';

let server: TestServer;
let place: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  place = server.newPlace();
});
afterEach(() => server.clear(place));

const entries = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => noiseEntry(from + i));
const idsOf = (content: readonly LibraryEntry[]) => content.map(({ recording }) => recording.id);

async function expectExactly(store: LibraryStore, content: readonly LibraryEntry[]): Promise<void> {
  expect(await collect(store.verify())).toEqual([]);
  expect((await collect(store.list())).map(({ id }) => id).toSorted()).toEqual(idsOf(content).toSorted());
  expect(await store.stats()).toMatchObject({ recordings: content.length, windows: 12 * content.length });
}

/** Does something by SQL. */
async function inDatabase(sql: (schema: string) => string): Promise<void> {
  const url = new URL(place);
  const schema = url.searchParams.get('schema')!;
  url.searchParams.delete('schema');
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(sql(`"${schema}"`));
  await client.end();
}

describe('a library whose database goes away in the middle of an add', () => {
  let proxy: CuttingProxy;
  let store: LibraryStore;

  beforeEach(async () => {
    proxy = await CuttingProxy.before(place);
    store = await openOrMakeLibrary(proxy.url, SETTINGS);
    await store.add(entries(0, 4));
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  it.each<Cut>([{ afterBytes: 500 }, { afterBytes: 8_000 }, { afterBytes: 24_000 }])(
    'holds nothing of it (%o), and all of it when it is added again',
    async (cut) => {
      proxy.cut(cut);
      await expect(store.add(entries(2, 30))).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
      await expect(store.known(['00'.repeat(32)])).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
      proxy.restore();
      await expectExactly(store, entries(0, 4));
      expect(await store.add(entries(2, 30))).toEqual(idsOf(entries(4, 30)));
      await expectExactly(store, entries(0, 30));
    },
  );

  it('doubles nothing when only the answer was lost', async () => {
    proxy.cut({ afterWord: 'COMMIT' });
    await expect(store.add(entries(4, 8))).rejects.toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
    proxy.restore();
    await store.add(entries(4, 8));
    await expectExactly(store, entries(0, 8));
  });

  it('goes on where connections were lost while nothing was asked', async () => {
    proxy.dropAll();
    expect(await store.add(entries(4, 6))).toEqual(idsOf(entries(4, 6)));
    await expectExactly(store, entries(0, 6));
  });
});

describe('a library in PostgreSQL', () => {
  it('is made once by several that come at a time, and holds once what they all put in', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openOrMakeLibrary(place, SETTINGS)));
    const all = entries(0, 12);
    const added = await Promise.all(
      stores.map((store, i) => store.add(i % 2 === 0 ? all : all.toReversed())),
    );
    expect(added.flat().toSorted()).toEqual(idsOf(all).toSorted());
    await expectExactly(stores[0]!, all);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('is refused when a later version made it', async () => {
    await (await openOrMakeLibrary(place, SETTINGS)).close();
    await inDatabase((schema) => `INSERT INTO ${schema}.migrations SELECT generate_series(90, 99), 'later'`);
    await expect(openLibrary(place)).rejects.toMatchObject({ code: 'LIBRARY_NEWER' });
  });

  it('takes places into the tables of an earlier version', async () => {
    const [one] = entries(0, 1);
    const older = await openOrMakeLibrary(place, SETTINGS);
    await older.add([one!]);
    await older.close();
    await inDatabase(
      (schema) => `ALTER TABLE ${schema}.recordings DROP COLUMN other_paths;
        DELETE FROM ${schema}.migrations WHERE number > 2`,
    );
    const store = await openLibrary(place);
    const { id, path } = one!.recording;
    expect(await store.get(id)).toEqual(one!.recording);
    await store.addPaths([{ id, path: '/copy.ogg' }]);
    expect(await store.get(id)).toMatchObject({ path, paths: [path, '/copy.ogg'] });
    await expectExactly(store, [one!]);
    await store.close();
  });

  it('names the recording that lacks a window, and miscounted totals', async () => {
    const store = await openOrMakeLibrary(place, SETTINGS);
    await store.add(entries(0, 3));
    await inDatabase((schema) => `DELETE FROM ${schema}.windows WHERE recording = 2 AND number = 5`);
    const faults = await collect(store.verify());
    expect(faults.map(({ recordingId }) => recordingId)).toEqual([undefined, noiseEntry(1).recording.id]);
    await store.close();
  });

  it.each([
    ['postgres://user:secret@127.0.0.1:1/archive', 'LIBRARY_UNAVAILABLE'],
    ['postgres://user:secret@127.0.0.1:1/archive?schema=Not;a%20name', 'USAGE'],
    ['postgres://user:secret@[/archive', 'USAGE'],
  ])('names what is wrong with %s without its password', async (url, code) => {
    const error: unknown = await openLibrary(url).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('secret');
  });
});
