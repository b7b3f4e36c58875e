import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ModelManifest } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import type { RecordedValidation } from '../../../evaluation/index.js';
import type { EvidenceModel } from '../../../verification/index.js';
import type { AllPairsRow } from '../evaluation/all-pairs-run.js';
import type { RenditionSummary } from '../evaluation/rendition-run.js';
import { writeFileAtomically } from '../files/file-writing.js';
import { EVIDENCE_FILE, evidencePath, loadEvidence, readEvidence } from './evidence-store.js';

const MODEL_FILE = 'model.json';

/** How evidence did on recordings, and on which. */
export interface Validation {
  /** What the trials were weighed by; undefined where the model has nothing of the kind. */
  readonly judgedBy: EvidenceModel | undefined;
  readonly records: readonly RecordedValidation[];
  readonly recordings: readonly { readonly id: string; readonly sha256: string }[];
}

/**
 * Writes figures into the validation list of the evidence that they are of, in place of earlier ones of the same protocol
 * and duration, or of the same list of pairs.
 *
 * @param place - An evidence.json, or a model as for `readModel`, beside which it lies; must be writable.
 * @throws DoppeltonError As {@link requireRecordable}; `FILE_UNWRITABLE`.
 */
export async function recordValidation(
  place: string,
  manifest: ModelManifest,
  { records, ...origin }: Validation,
): Promise<void> {
  const { path, evidence } = await requireRecordable(place, manifest, origin);
  const kept = evidence.validation.filter((record) => !records.some((fresh) => replaces(fresh, record)));
  const validation = [...kept, ...records];
  await writeFileAtomically(path, `${JSON.stringify({ ...evidence, validation }, null, 2)}\n`);
}

/**
 * Writes the figures of a ratio against other renditions beside it, in place of earlier ones.
 *
 * @param place - As for {@link recordValidation}.
 * @throws DoppeltonError As {@link requireRecordable}, also when a file is among those that the ratio was fitted to;
 *   `TRIALS_INVALID` when there are no figures; `FILE_UNWRITABLE`.
 */
export async function recordRenditions(
  place: string,
  manifest: ModelManifest,
  { judgedBy, summary }: { readonly judgedBy: EvidenceModel; readonly summary: RenditionSummary },
): Promise<void> {
  const { figures, recordings, compositions } = summary;
  const { path, evidence } = await requireRecordable(place, manifest, { judgedBy, recordings });
  const { renditions } = evidence;
  if (renditions === undefined) {
    throw new DoppeltonError('MODEL_INCOMPATIBLE', `${path} has no ratio against other renditions`);
  }
  refuseKnown(recordings, renditions.fittedTo, path);
  if (figures === undefined) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      'no copy, or no rendition, could be judged: nothing is recorded',
    );
  }
  const { eer, cllr, minCllr, targets, nonTargets } = figures;
  const validation = { eer, cllr, cllrMin: minCllr, targets, nonTargets, compositions };
  const recorded = { ...evidence, renditions: { ...renditions, validation } };
  await writeFileAtomically(path, `${JSON.stringify(recorded, null, 2)}\n`);
}

/**
 * Makes sure that figures can be recorded, as far as it can be known: also before they are there.
 *
 * @param place - As for {@link recordValidation}.
 * @returns Where the evidence lies, and as it is.
 * @throws DoppeltonError `MODEL_INCOMPATIBLE` when there is no evidence, the figures are of another one, or they come from
 *   a recording that it was fitted to; what reading it throws.
 */
export async function requireRecordable(
  place: string,
  manifest: ModelManifest,
  { judgedBy, recordings }: Omit<Validation, 'records'>,
): Promise<{ readonly path: string; readonly evidence: EvidenceModel }> {
  const isFile = await isEvidenceFile(place);
  const path = isFile ? place : evidencePath(place);
  const evidence = isFile ? await readEvidence(path, manifest) : await loadEvidence(place, manifest);
  if (evidence === undefined) {
    throw new DoppeltonError('MODEL_INCOMPATIBLE', `${place} has no ${EVIDENCE_FILE} to record figures in`);
  }
  if (judgedBy === undefined || !isSame(evidence, judgedBy)) {
    throw new DoppeltonError('MODEL_INCOMPATIBLE', `the figures are of another calibration than ${path}`);
  }
  refuseKnown(recordings, evidence.fittedTo ?? [], path);
  return { path, evidence };
}

function refuseKnown(recordings: Validation['recordings'], fittedTo: readonly string[], path: string): void {
  const known = recordings.filter(({ sha256 }) => fittedTo.includes(sha256));
  if (known.length === 0) return;
  throw new DoppeltonError(
    'MODEL_INCOMPATIBLE',
    `${path} was calibrated on ${known.length} of these ${recordings.length} recordings, the first ${known[0]!.id}; figures on them validate nothing`,
  );
}

/** Rather than a model: its folder, name, or model.json. */
async function isEvidenceFile(place: string): Promise<boolean> {
  if (basename(place) === MODEL_FILE) return false;
  try {
    return (await stat(place)).isFile();
  } catch {
    return false;
  }
}

/** What is recorded of rows of all pairs: those against longer references have no protocol that would name them. */
export function recordsOfRows(
  rows: readonly Pick<
    AllPairsRow,
    'protocol' | 'durationSeconds' | 'referenceSeconds' | 'evidence' | 'curve'
  >[],
): RecordedValidation[] {
  return rows.flatMap(({ protocol, durationSeconds, referenceSeconds, evidence, curve }) => {
    if (evidence?.cllr === undefined || referenceSeconds !== undefined) return [];
    const { eer, cllr, minCllr, targets, nonTargets } = evidence;
    const figures = { eer: eer.value, cllr: cllr.value, cllrMin: minCllr.value, targets, nonTargets };
    return [{ protocol, durationSeconds, ...figures, ...(curve !== undefined && { curve }) }];
  });
}

/** But for what was recorded with them. */
function isSame(a: EvidenceModel, b: EvidenceModel): boolean {
  return isDeepStrictEqual(withoutFigures(a), withoutFigures(b));
}

function withoutFigures({ renditions, ...evidence }: EvidenceModel): EvidenceModel {
  return { ...evidence, validation: [], renditions: renditions && { ...renditions, validation: undefined } };
}

function replaces(fresh: RecordedValidation, earlier: RecordedValidation): boolean {
  const areLists = fresh.pairLengths !== undefined && earlier.pairLengths !== undefined;
  return (
    fresh.protocol === earlier.protocol && (areLists || fresh.durationSeconds === earlier.durationSeconds)
  );
}
