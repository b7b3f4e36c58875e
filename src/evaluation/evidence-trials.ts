import { DoppeltonError } from '../errors/index.js';

/** Trials with several features each, as columns of numbers: a million fit in memory. */
export interface EvidenceTrials {
  /** Row-major, shape (trials, features); finite. */
  readonly features: Float32Array | Float64Array;
  /** 1 for a target trial, 0 for a non-target trial. */
  readonly labels: Uint8Array;
  /** Recording of the reference, in [0, `recordings`). Equal to the candidate's in a target trial. */
  readonly references: Uint32Array | Int32Array;
  readonly candidates: Uint32Array | Int32Array;
  /**
   * Stretch of sound that the reference is, any whole numbers: several trials, altered in several ways, may share one.
   * Absent where each recording is one stretch.
   */
  readonly stretches?: Uint32Array | Int32Array;
  /** How many recordings there are. */
  readonly recordings: number;
  /** How much each trial counts among its kind, >= 0; all alike by default. */
  readonly weights?: Float32Array | Float64Array;
}

/**
 * Refuses trials that cannot be calibrated.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when lengths differ, a number is not finite or out of its range, or one kind
 *   of trial is missing or has no weight.
 */
export function validateEvidenceTrials(trials: EvidenceTrials, columns: number): void {
  const { features, labels, references, candidates, recordings, weights, stretches } = trials;
  const count = labels.length;
  const lengths = [
    features.length / columns,
    references.length,
    candidates.length,
    weights?.length ?? count,
    stretches?.length ?? count,
  ];
  if (columns < 1 || lengths.some((length) => length !== count)) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      `${count} labels need as many references, candidates, weights and rows of ${columns} features`,
    );
  }
  for (let i = 0; i < features.length; i++) {
    if (!Number.isFinite(features[i])) {
      throw new DoppeltonError(
        'TRIALS_INVALID',
        `feature ${(i % columns) + 1} of trial ${Math.floor(i / columns) + 1} is ${features[i]!}`,
      );
    }
  }
  const total = [0, 0];
  for (let i = 0; i < count; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    const known = (recording: number) => recording >= 0 && recording < recordings;
    if (
      labels[i]! > 1 ||
      !known(references[i]!) ||
      !known(candidates[i]!) ||
      !(weight >= 0 && weight < Infinity)
    ) {
      throw new DoppeltonError(
        'TRIALS_INVALID',
        `trial ${i + 1} has an unknown label, a recording that is not one of ${recordings}, or no valid weight`,
      );
    }
    total[labels[i]!]! += weight;
  }
  if (total[0] === 0) throw new DoppeltonError('TRIALS_INVALID', 'there is no non-target trial (label 0)');
  if (total[1] === 0) throw new DoppeltonError('TRIALS_INVALID', 'there is no target trial (label 1)');
}
