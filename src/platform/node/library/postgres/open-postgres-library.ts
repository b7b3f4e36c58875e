import { DoppeltonError } from '../../../../errors/index.js';
import { requireSameSettings, type LibrarySettings, type LibraryStore } from '../../../../search/index.js';
import { migrate } from './migrations.js';
import { PostgresDatabase } from './postgres-database.js';
import { PostgresLibraryStore } from './postgres-library-store.js';
import { parsePostgresUrl } from './postgres-place.js';

/**
 * Opens a library in PostgreSQL, its tables brought up to date.
 *
 * @param url - See `parsePostgresUrl`.
 * @throws DoppeltonError `LIBRARY_NOT_FOUND`, `LIBRARY_NEWER`, `LIBRARY_DAMAGED`, `LIBRARY_UNAVAILABLE`, `USAGE`.
 */
export function openPostgresLibrary(url: string): Promise<LibraryStore> {
  return opened(url, undefined);
}

/**
 * Opens a library in PostgreSQL for writing, and makes it where there is none.
 *
 * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` when it was made with other settings; `LIBRARY_NEWER`,
 *   `LIBRARY_DAMAGED`, `LIBRARY_UNAVAILABLE`, `USAGE`.
 */
export function openOrMakePostgresLibrary(url: string, settings: LibrarySettings): Promise<LibraryStore> {
  return opened(url, settings);
}

async function opened(url: string, wanted: LibrarySettings | undefined): Promise<LibraryStore> {
  const place = parsePostgresUrl(url);
  const database = new PostgresDatabase(place);
  try {
    const settings = await migrate(database, wanted);
    if (settings === undefined) {
      throw new DoppeltonError('LIBRARY_NOT_FOUND', `${place.name} holds no library`);
    }
    if (wanted !== undefined) requireSameSettings(settings, wanted, place.name);
    return new PostgresLibraryStore(database, settings);
  } catch (error) {
    await database.close();
    throw error;
  }
}
