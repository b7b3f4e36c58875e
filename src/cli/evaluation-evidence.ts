import type { Embedder } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import { loadEvidence, readEvidence, recordValidation, type Validation } from '../platform/node/index.js';
import { DEFAULT_FLOOR, type CosineFloor, type EvidenceModel } from '../verification/index.js';
import { printable } from './printable.js';

/** What the command line says of the evidence that trials are judged by, or that is fitted to them. */
export interface EvidenceFlags {
  readonly model: string;
  readonly calibration?: string;
  readonly calibrate?: true;
  /** Fitting a ratio against these takes evidence as it is. */
  readonly renditions?: string;
  readonly floor?: number;
  readonly floorRise?: number;
}

/**
 * The evidence that was named, or else the model's own.
 *
 * @throws DoppeltonError What reading it throws.
 */
export async function evidenceOf(
  { model, calibration, calibrate, renditions }: EvidenceFlags,
  { manifest }: Embedder,
) {
  if (calibration !== undefined) return readEvidence(calibration, manifest);
  try {
    return await loadEvidence(model, manifest);
  } catch (error) {
    // What is to be fitted anew may be of an earlier version.
    const isOld = error instanceof DoppeltonError && error.code === 'MODEL_INCOMPATIBLE';
    if (isOld && calibrate === true && renditions === undefined) return undefined;
    throw error;
  }
}

/** How alike windows must be to be aligned: as was asked for, or else as the evidence has it. */
export function floorOf(
  { floor, floorRise }: EvidenceFlags,
  evidence: EvidenceModel | undefined,
): CosineFloor {
  const known = evidence?.floor ?? DEFAULT_FLOOR;
  return { ...known, single: floor ?? known.single, rise: floorRise ?? known.rise };
}

/**
 * Records figures with the evidence that they are of, and warns where that does not say what it was fitted to.
 *
 * @throws DoppeltonError As `recordValidation`.
 */
export async function recordWith(place: string, { manifest }: Embedder, validation: Validation) {
  await recordValidation(place, manifest, validation);
  if (validation.judgedBy?.fittedTo !== undefined) return;
  process.stderr.write(
    `warning: ${printable(place)} does not say which recordings it was fitted to; that it was fitted to others than these is for you to know\n`,
  );
}
