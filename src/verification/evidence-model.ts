import { z } from 'zod';
import {
  applyEvidenceCalibration,
  evidenceCalibrationSchema,
  recordedValidationSchema,
} from '../evaluation/index.js';
import { DoppeltonError } from '../errors/index.js';
import { RENDITION_FEATURES, renditionEvidenceSchema } from './rendition-evidence.js';
import { EVIDENCE_FEATURES, evidenceFeatures } from './pair-measurements.js';

const FORMAT = 'doppelton-evidence/2';

/** How measurements of a pair become a likelihood ratio, and under which conditions that was tested. */
export const evidenceModelSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** The model whose measurements it weighs; another model's mean something else. */
  model: z.strictObject({
    name: z.string(),
    version: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  /** How alike fragments must be for an alignment to be tried. */
  floor: z.strictObject({
    single: z.number().min(-1).max(1),
    rise: z.number().min(0).max(1),
    highest: z.number().min(-1).max(1),
  }),
  calibration: evidenceCalibrationSchema,
  /** SHA-256 of the recordings' files it was fitted to, where known: figures on these validate nothing. */
  fittedTo: z.array(z.string().regex(/^[0-9a-f]{64}$/)).optional(),
  /** Two recordings match when the log10 likelihood ratio exceeds it; `basis` says how it was chosen. */
  decision: z.strictObject({ threshold: z.number(), basis: z.string() }),
  /** Figures by protocol and duration, on recordings that were not calibrated on; may be empty. */
  validation: z.array(recordedValidationSchema),
  /** Where it is known how much of what is loud copies lack, and other renditions. */
  renditions: renditionEvidenceSchema.optional(),
});

export type EvidenceModel = z.infer<typeof evidenceModelSchema>;

/**
 * Reads an evidence model from its JSON text.
 *
 * @param where - What to call the source in an error, e.g. the path.
 * @throws DoppeltonError `MODEL_MALFORMED`; `MODEL_INCOMPATIBLE` when it weighs features that this software does not measure.
 */
export function parseEvidenceModel(text: string, where: string): EvidenceModel {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DoppeltonError('MODEL_MALFORMED', `${where} is not JSON`, cause);
  }
  requireThisFormat(json, where);
  const result = evidenceModelSchema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new DoppeltonError('MODEL_MALFORMED', `${where}, at ${issue.path.join('.')}: ${issue.message}`);
  }
  const { calibration, renditions } = result.data;
  requireFeatures(calibration.featureNames, EVIDENCE_FEATURES, where);
  requireFeatures(renditions?.calibration.featureNames ?? [], RENDITION_FEATURES, where);
  return result.data;
}

function requireFeatures(weighed: readonly string[], measured: readonly string[], where: string): void {
  if (weighed.every((name) => measured.includes(name))) return;
  throw new DoppeltonError(
    'MODEL_INCOMPATIBLE',
    `${where} weighs ${weighed.join(', ')}; this version measures ${measured.join(', ')}`,
  );
}

/** Before format 2 columns were not centred: the same agreement had a higher score. */
function requireThisFormat(json: unknown, where: string): void {
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (typeof format !== 'string' || format === FORMAT || !/^doppelton-evidence\/\d+$/.test(format)) return;
  throw new DoppeltonError(
    'MODEL_INCOMPATIBLE',
    `${where} has the format ${format}, whose scores mean something else than those of this version (${FORMAT}); fit it again with doppelton evaluate --calibrate`,
  );
}

/** log10 likelihood ratio of a pair, with its 95 % interval. */
export function weighMeasurements(evidence: EvidenceModel, measurements: ArrayLike<number>) {
  const values = evidenceFeatures(measurements);
  // A calibration weighs the features that it names: one that was fitted before a feature came to be stays valid.
  const named = evidence.calibration.featureNames.map((name) => values[FEATURE_INDEX.get(name)!]!);
  return applyEvidenceCalibration(evidence.calibration, named);
}

const FEATURE_INDEX = new Map<string, number>(EVIDENCE_FEATURES.map((name, i) => [name, i]));
