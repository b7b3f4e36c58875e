import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DoppeltonError } from '../../../../errors/index.js';
import { shippedPath } from '../../files/package-root.js';
import { openLibraryOfModel } from '../open-library.js';
import { ingestFiles, tellingWhatIsKept } from './ingest-files.js';

it('work that ends with an error says what of it is there to stay', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doppelton-ingest-'));
  const library = join(folder, 'library');
  const options = { model: 'default', threads: 1 };
  const path = join(folder, 'a.ogg');
  await copyFile(shippedPath('samples/different.ogg'), path);
  const store = await openLibraryOfModel(library, options.model);
  const messageOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error as DoppeltonError).message,
    );
  try {
    const { added } = await ingestFiles(store, [{ path, bytes: 1 }], options);
    await rename(library, `${library}.aside`);
    // Of work that has acknowledged nothing, nothing is said.
    await copyFile(shippedPath('samples/original.ogg'), path);
    const fault = `${join(library, 'recordings.mdb')} has been replaced or deleted since it was opened`;
    expect(await messageOf(ingestFiles(store, [{ path, bytes: 1 }], options))).toBe(fault);
    const told = tellingWhatIsKept(
      () => added,
      () => store.remove(['0'.repeat(64)]),
    );
    expect(await messageOf(told)).toBe(`${fault}; 1 recordings were added before that and are kept`);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
});
