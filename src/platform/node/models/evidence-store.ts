import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import type { RecordedValidation } from '../../../evaluation/index.js';
import { parseEvidenceModel, type EvidenceModel } from '../../../verification/index.js';
import type { AllPairsSummary } from '../evaluation/all-pairs-run.js';
import { readingError, systemErrorCode } from '../files/file-access.js';
import { writeFileAtomically } from '../files/file-writing.js';
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

/**
 * Writes the figures of an all-pairs evaluation into the validation list of a model's evidence, in place of earlier ones
 * of the same protocol and duration.
 *
 * @param nameOrPath - As for `readModel`; its folder must be writable.
 * @throws DoppeltonError `MODEL_INCOMPATIBLE` when there is no evidence model, the figures are another one's, or they come
 *   from a recording that it was fitted to.
 */
export async function recordValidation(
  nameOrPath: string,
  manifest: ModelManifest,
  { rows, recordings, model }: Pick<AllPairsSummary, 'rows' | 'recordings' | 'model'>,
): Promise<void> {
  const folder = locateModel(nameOrPath);
  const evidence = await loadEvidence(nameOrPath, manifest);
  if (evidence === undefined) {
    throw new DoppeltonError('MODEL_INCOMPATIBLE', `${folder} has no ${EVIDENCE_FILE} to record figures in`);
  }
  if (model.sha256 !== evidence.model.sha256) {
    throw new DoppeltonError('MODEL_INCOMPATIBLE', `the figures are of ${model.name}, not of ${folder}`);
  }
  const known = recordings.filter(({ sha256 }) => evidence.fittedTo?.includes(sha256));
  if (known.length > 0) {
    throw new DoppeltonError(
      'MODEL_INCOMPATIBLE',
      `${folder} was calibrated on ${known.length} of these ${recordings.length} recordings, the first ${known[0]!.id}; figures on them validate nothing`,
    );
  }
  const fresh = rows.flatMap((row): RecordedValidation[] => {
    const figures = row.evidence;
    if (figures?.cllr === undefined || row.referenceSeconds !== undefined) return [];
    const { eer, cllr, minCllr, targets, nonTargets } = figures;
    const { protocol, durationSeconds, curve } = row;
    return [
      {
        protocol,
        durationSeconds,
        eer: eer.value,
        cllr: cllr.value,
        cllrMin: minCllr.value,
        targets,
        nonTargets,
        ...(curve !== undefined && { curve }),
      },
    ];
  });
  const isNew = (record: RecordedValidation) =>
    fresh.some(
      ({ protocol, durationSeconds }) =>
        protocol === record.protocol && durationSeconds === record.durationSeconds,
    );
  const validation = [...evidence.validation.filter((record) => !isNew(record)), ...fresh];
  await writeFileAtomically(
    evidencePath(nameOrPath),
    `${JSON.stringify({ ...evidence, validation }, null, 2)}\n`,
  );
}
