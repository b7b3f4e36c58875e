import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { parseEvidenceModel, type EvidenceModel } from '../../../verification/index.js';
import { readingError, systemErrorCode } from '../files/file-access.js';
import { locateModel } from './model-store.js';
import { readOwnCalibration } from './own-calibration.js';

/** Beside a model's manifest: how its measurements are weighed. */
export const EVIDENCE_FILE = 'evidence.json';

/** Where the evidence model of a model lies, if it has one. */
export function evidencePath(nameOrPath: string): string {
  return join(locateModel(nameOrPath), EVIDENCE_FILE);
}

/**
 * The evidence model that ships with a model.
 *
 * @param nameOrPath - As for `readModel`.
 * @returns Undefined when it has none: the model then decides by cosine alone.
 * @throws DoppeltonError `MODEL_MALFORMED`, `MODEL_INCOMPATIBLE` when it belongs to other weights.
 */
export async function loadEvidence(
  nameOrPath: string,
  manifest: ModelManifest,
): Promise<EvidenceModel | undefined> {
  const path = evidencePath(nameOrPath);
  try {
    return requireFitting(parseEvidenceModel(await readFile(path, 'utf8'), path), manifest, path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error instanceof DoppeltonError ? error : readingError(path, error);
  }
}

/**
 * Reads an evidence model that somebody has fitted to pairs of their own.
 *
 * @throws DoppeltonError `CALIBRATION_UNFIT`.
 */
export function readEvidence(path: string, manifest: ModelManifest): Promise<EvidenceModel> {
  return readOwnCalibration(path, (text) => requireFitting(parseEvidenceModel(text, path), manifest, path));
}

function requireFitting(
  evidence: EvidenceModel,
  { name, weights }: ModelManifest,
  path: string,
): EvidenceModel {
  if (evidence.model.sha256 === weights.sha256) return evidence;
  throw new DoppeltonError(
    'MODEL_INCOMPATIBLE',
    `${path} was fitted with weights ${evidence.model.sha256.slice(0, 16)}… of ${evidence.model.name}, not with those of ${name} (${weights.sha256.slice(0, 16)}…); fit it anew with evaluate --calibrate`,
  );
}
