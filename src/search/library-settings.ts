import { DoppeltonError } from '../errors/index.js';
import type { ModelManifest } from '../embedding/index.js';
import type { LibrarySettings } from './library-store.js';

/**
 * Distance between the starts of two windows of a library: half a window of the default model. Queries are cut more
 * finely, so that one of their windows lies near to one of the library's.
 */
export const LIBRARY_HOP_SECONDS = 2.5;

/** The settings of a library that a model makes. */
export function librarySettings(manifest: ModelManifest, embeddingSize: number): LibrarySettings {
  const { name, version, weights, fragment } = manifest;
  return {
    model: { name, version, sha256: weights.sha256 },
    embeddingSize,
    windowSeconds: fragment.seconds,
    hopSeconds: LIBRARY_HOP_SECONDS,
  };
}

/**
 * Refuses a library that was made with other settings than the ones at hand.
 *
 * @param where - What to call the library, without a password.
 * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` naming what differs.
 */
export function requireSameSettings(library: LibrarySettings, own: LibrarySettings, where: string): void {
  requireSameModel(library, own.model, where);
  for (const name of ['embeddingSize', 'windowSeconds', 'hopSeconds'] as const) {
    if (library[name] === own[name]) continue;
    throw new DoppeltonError(
      'LIBRARY_INCOMPATIBLE',
      `${where} was made with ${name} ${library[name]}, not ${own[name]}`,
    );
  }
}

/**
 * Refuses a library that was made with another model.
 *
 * @param where - As for {@link requireSameSettings}.
 * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` naming both.
 */
export function requireSameModel(
  library: LibrarySettings,
  own: LibrarySettings['model'],
  where: string,
): void {
  if (library.model.sha256 === own.sha256) return;
  throw new DoppeltonError(
    'LIBRARY_INCOMPATIBLE',
    `${where} was made with model ${describeModel(library.model)}, not with ${describeModel(own)}`,
  );
}

function describeModel(model: LibrarySettings['model']): string {
  return `${model.name} ${model.version} (${model.sha256.slice(0, 12)}…)`;
}
