import { resolve } from 'node:path';
import { DoppeltonError } from '../../../errors/index.js';
import { librarySettings, type LibrarySettings, type LibraryStore } from '../../../search/index.js';
import { loadModel, readManifest } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { loadSearchEvidence } from '../models/search-evidence-store.js';
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

/**
 * Makes sure, before long work, that a library of a model can be searched: that the model comes with what weighs what is
 * found.
 *
 * @param model - As for `loadModel`.
 * @throws DoppeltonError `MODEL_NOT_CALIBRATED`, and what reading the model throws.
 */
export async function requireSearchableModel(model: string): Promise<void> {
  await loadSearchEvidence(model, await readManifest(model));
}

/** Whether there is a library at a place; throws what {@link openLibrary} throws of one that cannot be used. */
export async function isLibraryThere(place: string): Promise<boolean> {
  try {
    await (await openLibrary(place)).close();
    return true;
  } catch (error) {
    if (error instanceof DoppeltonError && error.code === 'LIBRARY_NOT_FOUND') return false;
    throw error;
  }
}
