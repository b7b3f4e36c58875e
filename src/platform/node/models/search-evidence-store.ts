import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { parseSearchEvidence, type SearchEvidence } from '../../../search/index.js';
import { readingError, systemErrorCode } from '../files/file-access.js';
import { locateModel } from './model-store.js';
import { readOwnCalibration } from './own-calibration.js';

/** Beside a model's manifest: how what it finds in a library is weighed. */
export const SEARCH_EVIDENCE_FILE = 'search.json';

/** Where the search evidence of a model lies, if it has some. */
function searchEvidencePath(nameOrPath: string): string {
  return join(locateModel(nameOrPath), SEARCH_EVIDENCE_FILE);
}

/**
 * The search evidence of a model: what ships with it, or a file of the user's own.
 *
 * @param nameOrPath - As for `readModel`.
 * @param manifest - Of that model.
 * @param file - In place of the model's own.
 * @throws DoppeltonError `MODEL_NOT_CALIBRATED` when the model has none; `FILE_UNREADABLE`, `MODEL_MALFORMED`;
 *   `MODEL_INCOMPATIBLE` when it belongs to other weights or weighs other features. `CALIBRATION_UNFIT` for a file of the
 *   user's own.
 */
export async function loadSearchEvidence(
  nameOrPath: string,
  manifest: ModelManifest,
  file?: string,
): Promise<SearchEvidence> {
  if (file !== undefined) {
    return readOwnCalibration(file, (text) =>
      requireFitting(parseSearchEvidence(text, file), manifest, file),
    );
  }
  const path = searchEvidencePath(nameOrPath);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw readingError(path, error);
    throw new DoppeltonError(
      'MODEL_NOT_CALIBRATED',
      `model ${manifest.name} ${manifest.version} has no ${SEARCH_EVIDENCE_FILE}: what it finds in a library cannot be weighed`,
    );
  }
  return requireFitting(parseSearchEvidence(text, path), manifest, path);
}

function requireFitting(
  evidence: SearchEvidence,
  { name, weights }: ModelManifest,
  path: string,
): SearchEvidence {
  const { model } = evidence;
  if (model.sha256 === weights.sha256) return evidence;
  throw new DoppeltonError(
    'MODEL_INCOMPATIBLE',
    `${path} was fitted with weights ${model.sha256.slice(0, 16)}… of ${model.name}, not with those of ${name} (${weights.sha256.slice(0, 16)}…)`,
  );
}
