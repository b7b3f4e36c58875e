import { DoppeltonError } from '../../../errors/index.js';
import { fitEvidenceCalibration, type EvidenceTrials } from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import { RENDITION_FEATURES, type RenditionEvidence } from '../../../verification/index.js';
import { compositionsOf, type RenditionTrial } from './rendition-trial.js';

export interface RenditionFitSettings {
  readonly seed: number;
  /** SHA-256 of the files that the trials are of. */
  readonly fittedTo: readonly string[];
  /** Where the recordings come from, in words. */
  readonly origin: string;
}

/**
 * Fits the ratio of a copy against another rendition. The bounds count recordings and compositions, however many renditions
 * and stretches each has.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when no copy, or no rendition, could be measured.
 */
export function fitRenditionEvidence(
  trials: readonly RenditionTrial[],
  { seed, fittedTo, origin }: RenditionFitSettings,
): RenditionEvidence {
  const measured = trials.filter(({ missing }) => missing !== undefined);
  if (measured.length === 0) throw new DoppeltonError('TRIALS_INVALID', 'none of the trials runs together');
  const units = [...new Set(measured.map(({ stretch }) => stretch.unit))];
  const indexOf = new Map(units.map((unit, i) => [unit, i]));
  const owners = Int32Array.from(measured, ({ stretch }) => indexOf.get(stretch.unit)!);
  const fitted: EvidenceTrials = {
    features: Float64Array.from(measured, ({ missing }) => missing!),
    labels: Uint8Array.from(measured, ({ isCopy }) => (isCopy ? 1 : 0)),
    references: owners,
    candidates: owners,
    recordings: units.length,
  };
  const calibration = fitEvidenceCalibration(fitted, {
    featureNames: RENDITION_FEATURES,
    rng: new Rng(seed).fork('rendition evidence'),
  });
  const { targets, nonTargets } = calibration.trials;
  return {
    calibration,
    basis: `${targets} copies of recordings (${origin}) and of synthesised music, and ${nonTargets} copies of other renditions of ${compositionsOf(measured).size} compositions`,
    fittedTo: [...fittedTo].sort(),
  };
}
