import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeLibraryStore } from '../../../../search/library-store.contract.js';
import { openLibrary, openOrMakeLibrary } from '../open-library.js';

describeLibraryStore('a library in a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doppelton-library-'));
  const path = join(folder, 'library');
  return {
    open: () => openLibrary(path),
    openOrMake: (settings) => openOrMakeLibrary(path, settings),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
});
