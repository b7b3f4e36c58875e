import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryStore } from '../../../../search/index.js';
import { noiseEntry, SETTINGS } from '../../../../search/library-store.contract.js';
import { openLibrary, openOrMakeLibrary } from '../open-library.js';
import { startTestServer, type TestServer } from '../postgres/postgres-server.contract.js';
import { IngestBatch } from './ingest-batch.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const PLACES = {
  'a folder': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doppelton-batch-'));
    return { place: join(folder, 'library'), remove: () => rm(folder, { recursive: true }) };
  },
  PostgreSQL: () => {
    const place = server.newPlace();
    return Promise.resolve({ place, remove: () => server.clear(place) });
  },
};

describe.each(Object.entries(PLACES))('what is put into a library in %s beside another writer', (_, make) => {
  let store: LibraryStore;
  let other: LibraryStore;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    const made = await make();
    remove = made.remove;
    store = await openOrMakeLibrary(made.place, SETTINGS);
    other = await openLibrary(made.place);
  });

  afterEach(async () => {
    await store.close();
    await other.close();
    await remove();
  });

  it('counts what the other put in meanwhile as present, and notes where it lies too', async () => {
    const batch = new IngestBatch(store);
    await batch.push(noiseEntry(1, { path: '/b/1.ogg' }));
    await batch.push(noiseEntry(2));
    await batch.push(noiseEntry(3));
    await other.add([noiseEntry(1, { path: '/a/1.ogg' }), noiseEntry(2)]);
    await batch.flush();
    expect(batch).toMatchObject({
      added: 1,
      durationSeconds: noiseEntry(3).recording.durationSeconds,
      present: 2,
      copies: [{ path: '/b/1.ogg', sameAs: '/a/1.ogg' }],
    });
    expect(await other.get(noiseEntry(1).recording.id)).toMatchObject({ paths: ['/a/1.ogg', '/b/1.ogg'] });
    expect(await other.stats()).toMatchObject({ recordings: 3 });
  });
});
