import { resolve } from 'node:path';
import { librarySettings, type LibrarySettings, type LibraryStore } from '../../../search/index.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { openEmbeddedLibrary, openOrMakeEmbeddedLibrary } from './embedded/open-embedded-library.js';
import { openOrMakePostgresLibrary, openPostgresLibrary } from './postgres/open-postgres-library.js';
import { isPostgresUrl, parsePostgresUrl } from './postgres/postgres-place.js';

/** What to call the place of a library in a message: without a password. */
export function libraryName(place: string): string {
  return isPostgresUrl(place) ? parsePostgresUrl(place).name : place;
}

/** The same place by whatever words it is named, without a password. */
export function libraryIdentity(place: string): string {
  return isPostgresUrl(place) ? libraryName(place) : resolve(place);
}

/**
 * Opens the library at a place.
 *
 * @param place - Folder of a library, or `postgres://user@host:5432/database` of one in PostgreSQL.
 * @throws DoppeltonError `LIBRARY_NOT_FOUND`, `LIBRARY_NEWER`, `LIBRARY_DAMAGED`, `LIBRARY_UNAVAILABLE`;
 *   `NOT_A_FOLDER` when a file is there.
 */
export function openLibrary(place: string): Promise<LibraryStore> {
  return isPostgresUrl(place) ? openPostgresLibrary(place) : openEmbeddedLibrary(place);
}

/**
 * Opens the library at a place to add to it, and makes one with these settings where there is none.
 *
 * @param place - As for {@link openLibrary}.
 * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` when it was made with other settings; `LIBRARY_NEWER`,
 *   `LIBRARY_DAMAGED`, `LIBRARY_UNAVAILABLE`.
 */
export function openOrMakeLibrary(place: string, settings: LibrarySettings): Promise<LibraryStore> {
  return isPostgresUrl(place)
    ? openOrMakePostgresLibrary(place, settings)
    : openOrMakeEmbeddedLibrary(place, settings);
}

/**
 * Opens the library at a place to add to it what a model finds, and makes one where there is none.
 *
 * @param place - As for {@link openLibrary}.
 * @param model - As for `loadModel`.
 * @throws DoppeltonError What {@link openOrMakeLibrary} and `loadModel` throw.
 */
export async function openLibraryOfModel(place: string, model: string): Promise<LibraryStore> {
  const embedder = await loadModel(model, createOnnxRuntime({ threads: 1 }));
  try {
    return await openOrMakeLibrary(place, librarySettings(embedder.manifest, embedder.embeddingSize));
  } finally {
    await embedder.release();
  }
}
