import { afterAll, beforeAll } from 'vitest';
import { describeLibraryStore } from '../../../../search/library-store.contract.js';
import { openLibrary, openOrMakeLibrary } from '../open-library.js';
import { startTestServer, type TestServer } from './postgres-server.contract.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.stop());

describeLibraryStore('a library in PostgreSQL', () => {
  const place = server.newPlace();
  return Promise.resolve({
    open: () => openLibrary(place),
    openOrMake: (settings) => openOrMakeLibrary(place, settings),
    remove: () => server.clear(place),
  });
});
