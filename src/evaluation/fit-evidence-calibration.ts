import { DoppeltonError } from '../errors/index.js';
import type { Rng } from '../numeric/index.js';
import { evidenceBounds } from './evidence-bounds.js';
import type { EvidenceCalibration } from './evidence-calibration.js';
import { validateEvidenceTrials, type EvidenceTrials } from './evidence-trials.js';
import { minimiseLogisticLoss, type LogisticProblem, type LogisticSolution } from './logistic-regression.js';
import { drawRecordings, trialMultiplicity } from './recording-resample.js';

export interface EvidenceFitOptions {
  /** One a feature, in the order of the columns. */
  readonly featureNames: readonly string[];
  /** Draws the bootstrap's recordings; forked, the caller's generator does not advance. */
  readonly rng: Rng;
  /** How many resamples of the recordings are fitted, >= 0. Default 100. */
  readonly replicates?: number;
  /**
   * Which odds the fit takes most care of: targets get this share of all weight, in (0, 1). Likelihood ratios do not
   * contain it. Default 0.5.
   */
  readonly targetPrior?: number;
  /**
   * Penalty on half the sum of squares of the coefficients (in nats a deviation) beside a loss in nats, > 0. Default
   * 1e-5: a coefficient of 10 costs 0.0005 nat, and kinds that some plane separates get ratios of about 1 / ridge
   * instead of infinity.
   */
  readonly ridge?: number;
}

/** Replicates start close by, at the fit itself; the last step squares this, far below what resampling moves. */
const REPLICATE_TOLERANCE = 1e-5;

/**
 * Fits several features to a log10 likelihood ratio by logistic regression. Targets and non-targets are weighted by
 * the prior, not by their counts; features are standardised inside; Newton's method, the same result every time.
 * Memory: a copy of the features in double precision.
 *
 * @throws DoppeltonError `TRIALS_INVALID` (see `validateEvidenceTrials`; also when every feature is constant),
 *   `SETTING_OUT_OF_RANGE`.
 * @see Brümmer & du Preez, "Application-independent evaluation of speaker detection", CSL 20, 2006.
 * @see Morrison, "Tutorial on logistic-regression calibration and fusion: converting a score to a likelihood ratio",
 *   Australian Journal of Forensic Sciences 45, 2013.
 */
export function fitEvidenceCalibration(
  trials: EvidenceTrials,
  options: EvidenceFitOptions,
): EvidenceCalibration {
  const { targetPrior, ridge, replicates } = requireSettings(options);
  const { featureNames } = options;
  const columns = featureNames.length;
  validateEvidenceTrials(trials, columns);
  const { means, deviations } = columnMoments(trials.features, columns);
  const problem: LogisticProblem = {
    features: standardise(trials.features, means, deviations),
    columns,
    labels: trials.labels,
    weights: priorWeights(
      trials,
      targetPrior,
      Float64Array.from(trials.labels, (_, i) => ownWeight(trials, i)),
    )!,
    goals: [0, 1],
    ridge,
  };
  const solution = requireSolution(minimiseLogisticLoss(problem));
  const priorLogOdds = Math.log(targetPrior / (1 - targetPrior));
  const weighting = (theta: LogisticSolution) => ({
    coefficients: Array.from(theta.subarray(0, columns), (value) => value / Math.LN10),
    intercept: (theta[columns]! - priorLogOdds) / Math.LN10,
  });
  const targets = trials.labels.reduce((sum, label) => sum + label, 0);
  return {
    featureNames: [...featureNames],
    means: Array.from(means),
    deviations: Array.from(deviations),
    ...weighting(solution),
    bootstrap: replicateFits(trials, problem, { solution, targetPrior, replicates, rng: options.rng }).map(
      weighting,
    ),
    bounds: evidenceBounds(trials, ratiosOf(problem, weighting(solution))),
    trials: { targets, nonTargets: trials.labels.length - targets, recordings: trials.recordings },
  };
}

function requireSettings({ targetPrior = 0.5, ridge = 1e-5, replicates = 100 }: EvidenceFitOptions) {
  if (!(targetPrior > 0 && targetPrior < 1)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `targetPrior is ${targetPrior}, expected between 0 and 1`,
    );
  }
  if (!(ridge > 0 && ridge < Infinity)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `ridge is ${ridge}, expected a number above 0`);
  }
  if (!(Number.isInteger(replicates) && replicates >= 0)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `replicates is ${replicates}, expected 0, 1, 2, …`);
  }
  return { targetPrior, ridge, replicates };
}

function requireSolution(solution: LogisticSolution | undefined): LogisticSolution {
  if (solution !== undefined) return solution;
  throw new DoppeltonError(
    'TRIALS_INVALID',
    'the calibration did not converge: features are out of all proportion',
  );
}

/** Mean and deviation by column; a constant column gets deviation 1 and so a coefficient of 0. */
function columnMoments(features: Float32Array | Float64Array, columns: number) {
  const rows = features.length / columns;
  const means = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < features.length; i++) means[i % columns]! += features[i]! / rows;
  for (let i = 0; i < features.length; i++) {
    squares[i % columns]! += (features[i]! - means[i % columns]!) ** 2 / rows;
  }
  const varies = squares.map((square, k) => (Math.sqrt(square) > 1e-12 * (1 + Math.abs(means[k]!)) ? 1 : 0));
  if (!varies.includes(1)) {
    throw new DoppeltonError('TRIALS_INVALID', 'every feature is constant: there is nothing to calibrate');
  }
  return { means, deviations: squares.map((square, k) => (varies[k] === 1 ? Math.sqrt(square) : 1)) };
}

function standardise(features: Float32Array | Float64Array, means: Float64Array, deviations: Float64Array) {
  const columns = means.length;
  const standardised = new Float64Array(features.length);
  for (let i = 0; i < features.length; i++) {
    standardised[i] = (features[i]! - means[i % columns]!) / deviations[i % columns]!;
  }
  return standardised;
}

function ownWeight({ weights }: EvidenceTrials, trial: number): number {
  return weights === undefined ? 1 : weights[trial]!;
}

/** Scales weights, in place, so that targets share the prior and non-targets the rest; undefined if a kind has none. */
function priorWeights(
  { labels }: EvidenceTrials,
  targetPrior: number,
  weights: Float64Array,
): Float64Array | undefined {
  let [targets, nonTargets] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    if (labels[i] === 1) targets += weights[i]!;
    else nonTargets += weights[i]!;
  }
  if (targets === 0 || nonTargets === 0) return undefined;
  const scales = [(1 - targetPrior) / nonTargets, targetPrior / targets] as const;
  for (let i = 0; i < weights.length; i++) weights[i]! *= labels[i] === 1 ? scales[1] : scales[0];
  return weights;
}

interface ReplicateSettings {
  readonly solution: LogisticSolution;
  readonly targetPrior: number;
  readonly replicates: number;
  readonly rng: Rng;
}

function replicateFits(
  trials: EvidenceTrials,
  problem: LogisticProblem,
  { solution, targetPrior, replicates, rng }: ReplicateSettings,
): LogisticSolution[] {
  const draws = rng.fork('evidence bootstrap');
  const multiplicity = new Uint32Array(trials.recordings);
  const drawn = new Float64Array(trials.labels.length);
  const fits: LogisticSolution[] = [];
  while (fits.length < replicates) {
    drawRecordings(draws, multiplicity);
    for (let i = 0; i < drawn.length; i++) {
      const times = trialMultiplicity(multiplicity, trials.references[i]!, trials.candidates[i]!);
      drawn[i] = times === 0 ? 0 : times * ownWeight(trials, i);
    }
    // A draw of few recordings can lack one kind of trial and is drawn again; all recordings drawn once lacks none.
    const weights = priorWeights(trials, targetPrior, drawn);
    if (weights === undefined) continue;
    const settings = { start: solution, tolerance: REPLICATE_TOLERANCE };
    fits.push(requireSolution(minimiseLogisticLoss({ ...problem, weights }, settings)));
  }
  return fits;
}

function ratiosOf(
  { features, columns, labels }: LogisticProblem,
  { coefficients, intercept }: { readonly coefficients: readonly number[]; readonly intercept: number },
): Float64Array {
  const ratios = new Float64Array(labels.length);
  for (let row = 0; row < ratios.length; row++) {
    let ratio = intercept;
    for (let k = 0; k < columns; k++) ratio += coefficients[k]! * features[row * columns + k]!;
    ratios[row] = ratio;
  }
  return ratios;
}
