import { DoppeltonError } from '../../../../errors/index.js';
import { requireSameSettings, type LibrarySettings, type LibraryStore } from '../../../../search/index.js';
import { makeFolder } from '../../files/file-writing.js';
import { EmbeddedLibraryStore } from './embedded-library-store.js';
import { describeLibrary, findLibrary, libraryFolder, type LibraryFolder } from './library-folder.js';
import { RecordingDatabase } from './recording-database.js';

/**
 * Opens a library in a folder. Where the folder cannot be written, it is read as it is.
 *
 * @throws DoppeltonError `LIBRARY_NOT_FOUND`, `LIBRARY_NEWER`, `LIBRARY_DAMAGED`, `LIBRARY_UNAVAILABLE`.
 */
export async function openEmbeddedLibrary(path: string): Promise<LibraryStore> {
  const folder = libraryFolder(path);
  if (!(await findLibrary(folder))) {
    throw new DoppeltonError('LIBRARY_NOT_FOUND', `${path} holds no library`);
  }
  const { database, readOnly } = openDatabase(folder);
  const { settings } = database;
  if (settings === undefined) {
    await database.close();
    // Whoever was making it was stopped before it was one.
    throw new DoppeltonError('LIBRARY_NOT_FOUND', `${path} holds no library`);
  }
  return new EmbeddedLibraryStore(folder, database, { settings, readOnly });
}

/**
 * Opens a library in a folder for writing, and makes it where there is none.
 *
 * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` when it was made with other settings; `LIBRARY_NEWER`,
 *   `LIBRARY_DAMAGED`, `LIBRARY_UNAVAILABLE`.
 */
export async function openOrMakeEmbeddedLibrary(
  path: string,
  settings: LibrarySettings,
): Promise<LibraryStore> {
  const folder = libraryFolder(path);
  const exists = await findLibrary(folder);
  if (!exists) await makeLibraryFolder(path);
  const database = new RecordingDatabase(folder.database, { readOnly: false, exists });
  try {
    const present = database.settle(settings);
    requireSameSettings(present, settings, path);
    await describeLibrary(folder, present);
    return new EmbeddedLibraryStore(folder, database, { settings: present, readOnly: false });
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function makeLibraryFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
  } catch (cause) {
    throw new DoppeltonError('LIBRARY_UNAVAILABLE', `${path} cannot be made a library`, cause);
  }
}

function openDatabase({ database: path }: LibraryFolder): { database: RecordingDatabase; readOnly: boolean } {
  try {
    return { database: new RecordingDatabase(path, { readOnly: false, exists: true }), readOnly: false };
  } catch (error) {
    if (!(error instanceof DoppeltonError) || error.code !== 'LIBRARY_UNAVAILABLE') throw error;
    return { database: new RecordingDatabase(path, { readOnly: true, exists: true }), readOnly: true };
  }
}
