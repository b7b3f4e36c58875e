import type { Rng } from '../numeric/index.js';
import { areaUnderRoc } from './area-under-roc.js';
import { bootstrapEqualErrorRate } from './bootstrap-interval.js';
import { crossCalibrate } from './cross-calibration.js';
import { RARE_TARGET_COST, minDetectionCost } from './detection-cost.js';
import { equalErrorRate, equalErrorRateOfHull } from './equal-error-rate.js';
import { errorCurve, errorRatesAt } from './error-curve.js';
import { logLikelihoodRatioCost, minLogLikelihoodRatioCost } from './likelihood-ratio-cost.js';
import { applyCalibration, type LogisticCalibration } from './logistic-calibration.js';
import type { RecordingTrials } from './recording-trials.js';
import { selectTrials, type ScoredTrials } from './scored-trials.js';

/** How many trials of each kind figures rest on. */
export interface TrialCounts {
  readonly targets: number;
  readonly nonTargets: number;
}

/** The figures of a list of trials; every rate in [0, 1]. */
export interface TrialFigures extends TrialCounts {
  /** By linear interpolation of the ROC. */
  readonly eer: number;
  /** On the convex hull of the ROC. */
  readonly eerConvexHull: number;
  /** The threshold of these very trials where both rates are equal. */
  readonly threshold: number;
  /** FAR and FRR at `threshold`; they differ from `eer` by the interpolation between two trials. */
  readonly farAtThreshold: number;
  readonly frrAtThreshold: number;
  readonly auc: number;
  /** At `RARE_TARGET_COST`, normalised. */
  readonly minDcf: number;
  /** In bits, of the calibrated scores. */
  readonly cllr: number;
  /** In bits, after the best monotone map. */
  readonly minCllr: number;
}

/** Error rates at the decision threshold that the model itself carries, chosen on other data. */
export interface OwnThresholdRates {
  readonly modelThreshold: number;
  readonly farAtModelThreshold: number;
  readonly frrAtModelThreshold: number;
}

/**
 * By what map scores became the log-likelihood ratios that `cllr` judges: the model's own, or none of its own and
 * therefore one of `crossCalibrate`.
 */
export type CllrCalibration = 'model' | 'cross-validated' | 'same-trials';

/** Everything that is said about a list of trials. */
export interface Evaluation extends TrialFigures, Partial<OwnThresholdRates> {
  /** 95 % bootstrap interval of `eer` over recordings. */
  readonly eerInterval95: readonly [number, number];
  readonly recordings: number;
  readonly cllrCalibration: CllrCalibration;
  /** Figures by tag name, then tag value; counts alone where one kind of trial is missing. */
  readonly perTag: Readonly<Record<string, Readonly<Record<string, TagFigures>>>>;
}

export type TagFigures = TrialCounts & Partial<TrialFigures> & Partial<OwnThresholdRates>;

export interface EvaluateOptions {
  /** Draws bootstrap resamples and folds; the same generator gives the same figures. */
  readonly rng: Rng;
  /** The model's own map from score to ln(LR), fitted on other data. Cross-validated here when absent. */
  readonly calibration?: LogisticCalibration;
  /** The model's own decision threshold. */
  readonly modelThreshold?: number;
  /** Tags of each trial, in the order of the trials. */
  readonly tags?: readonly Readonly<Record<string, string>>[];
  /** Bootstrap resamples. Default 1000. */
  readonly resamples?: number;
}

/**
 * All figures of a list of scored trials.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when a kind of trial is missing, or all scores are equal and the model has
 *   no calibration.
 */
export function evaluateTrials(trials: RecordingTrials, options: EvaluateOptions): Evaluation {
  const calibrated = calibratedTrials(trials, options);
  const judge = (places?: readonly number[]) => {
    const subset = places === undefined ? trials : selectTrials(trials, places);
    const ratios = places === undefined ? calibrated.trials : selectTrials(calibrated.trials, places);
    return { ...figuresOf(subset, ratios), ...ownThresholdRates(subset, options.modelThreshold) };
  };
  const resamples = options.resamples === undefined ? {} : { resamples: options.resamples };
  return {
    ...judge(),
    eerInterval95: bootstrapEqualErrorRate(trials, options.rng, resamples),
    recordings: trials.recordings,
    cllrCalibration: calibrated.by,
    perTag: figuresPerTag(trials, options.tags ?? [], judge),
  };
}

function calibratedTrials(
  trials: RecordingTrials,
  options: EvaluateOptions,
): { readonly trials: ScoredTrials; readonly by: CllrCalibration } {
  if (options.calibration !== undefined) {
    return { trials: applyCalibration(trials, options.calibration), by: 'model' };
  }
  const crossed = crossCalibrate(trials, options.rng);
  return { trials: crossed.trials, by: crossed.fittedOn };
}

/** @param ratios - The same trials with calibrated scores. */
function figuresOf(trials: ScoredTrials, ratios: ScoredTrials): TrialFigures {
  const curve = errorCurve(trials);
  const { eer, threshold } = equalErrorRate(curve);
  const { far, frr } = errorRatesAt(curve, threshold);
  return {
    targets: curve.targets,
    nonTargets: curve.nonTargets,
    eer,
    eerConvexHull: equalErrorRateOfHull(curve),
    threshold,
    farAtThreshold: far,
    frrAtThreshold: frr,
    auc: areaUnderRoc(curve),
    minDcf: minDetectionCost(curve, RARE_TARGET_COST),
    cllr: logLikelihoodRatioCost(ratios),
    minCllr: minLogLikelihoodRatioCost(curve),
  };
}

function ownThresholdRates(trials: ScoredTrials, threshold: number | undefined): Partial<OwnThresholdRates> {
  if (threshold === undefined) return {};
  const { far, frr } = errorRatesAt(errorCurve(trials), threshold);
  return { modelThreshold: threshold, farAtModelThreshold: far, frrAtModelThreshold: frr };
}

function figuresPerTag(
  trials: ScoredTrials,
  tags: readonly Readonly<Record<string, string>>[],
  judge: (places: readonly number[]) => TagFigures,
): Record<string, Record<string, TagFigures>> {
  const groups = new Map<string, Map<string, number[]>>();
  for (const [place, tagged] of tags.entries()) {
    for (const [name, value] of Object.entries(tagged)) {
      const byValue = groups.get(name) ?? new Map<string, number[]>();
      groups.set(name, byValue);
      const places = byValue.get(value);
      if (places === undefined) byValue.set(value, [place]);
      else places.push(place);
    }
  }
  const figures = (places: readonly number[]): TagFigures => {
    const targets = places.reduce((sum, place) => sum + trials.labels[place]!, 0);
    const counts = { targets, nonTargets: places.length - targets };
    return counts.targets > 0 && counts.nonTargets > 0 ? judge(places) : counts;
  };
  const inOrder = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    inOrder(groups).map(([name, byValue]) => [
      name,
      Object.fromEntries(inOrder(byValue).map(([value, places]) => [value, figures(places)])),
    ]),
  );
}
