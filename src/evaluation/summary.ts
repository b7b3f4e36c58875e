import type { Evaluation } from './evaluate-trials.js';
import { RARE_TARGET_COST, type DetectionCostModel } from './detection-cost.js';

/** Something that was asked for and could not be used, and why. */
export interface SkippedItem {
  /** Path, id or row. */
  readonly path: string;
  readonly reason: string;
  readonly message: string;
}

/** Where the trials came from. */
export type TrialOrigin =
  | {
      readonly protocol: string;
      readonly corpus: string;
      /** Absent when all recordings of the corpus were used. */
      readonly split?: string;
      readonly seed: number;
    }
  | { readonly pairs: string; readonly seed: number };

/** What summary.json holds: figures, and all that is needed to make them again. */
export type EvaluationSummary = TrialOrigin &
  Evaluation & {
    readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
    readonly minDcfAt: DetectionCostModel;
    /** Remarks that a reader of the figures must know. */
    readonly notes: readonly string[];
    readonly skipped: readonly SkippedItem[];
  };

export interface SummaryParts {
  readonly origin: TrialOrigin;
  readonly model: EvaluationSummary['model'];
  readonly evaluation: Evaluation;
  readonly skipped: readonly SkippedItem[];
}

/** Figures together with their origin, the model, and remarks on what they do not show. */
export function summarise({ origin, model, evaluation, skipped }: SummaryParts): EvaluationSummary {
  return {
    ...origin,
    model,
    ...evaluation,
    minDcfAt: RARE_TARGET_COST,
    notes: remarksOn(evaluation),
    skipped,
  };
}

/** Below this many recordings a bootstrap over them says little. */
const FEW_RECORDINGS = 20;

function remarksOn({ eer, targets, nonTargets, recordings, cllrCalibration }: Evaluation): string[] {
  const remarks: string[] = [];
  if (eer === 0) {
    remarks.push(
      `No error in ${targets} target and ${nonTargets} non-target trials: the bootstrap interval cannot show how rare errors are.`,
    );
  }
  if (recordings < FEW_RECORDINGS) {
    remarks.push(`Only ${recordings} recordings: the interval is rough.`);
  }
  if (cllrCalibration === 'same-trials') {
    remarks.push(
      'Too few recordings to calibrate on others: cllr was fitted on these very trials and flatters.',
    );
  }
  return remarks;
}
