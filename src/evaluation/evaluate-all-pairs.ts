import type { Rng } from '../numeric/index.js';
import { allPairsTrials, PAIR_CODE, type AllPairs } from './all-pairs.js';
import { areaUnderRoc } from './area-under-roc.js';
import { bootstrapIntervals, type Interval, type Resample } from './bootstrap-interval.js';
import { equalErrorRate } from './equal-error-rate.js';
import {
  operatingPointAtFar,
  rankedErrorCurve,
  type ErrorCurve,
  type OperatingPoint,
} from './error-curve.js';
import {
  likelihoodRatioCosts,
  meanLikelihoodRatioCost,
  minLogLikelihoodRatioCost,
} from './likelihood-ratio-cost.js';
import { nearestNeighbourAccuracy, nearestNeighbours, type NearestNeighbours } from './nearest-neighbours.js';
import { noErrorBound } from './no-error-bound.js';
import { rankRecordingTrials, type RankedRecordingTrials } from './ranked-trials.js';

/** A figure with what is known of its uncertainty. */
export interface Figure {
  readonly value: number;
  /** Bootstrap over recordings, percentiles; undefined where no resample could give the figure. */
  readonly interval95: Interval | undefined;
  /**
   * Only where no error was made, which leaves the bootstrap nothing to resample: the error rate that as many
   * independent trials without error still leave room for (`noErrorBound`, one-sided 95 %).
   */
  readonly noErrorBound95?: number;
}

/** Misses at the threshold where false alarms are just rare enough. */
export interface MissRateAtFar {
  /** The false-alarm rate that must not be exceeded. */
  readonly farLimit: number;
  /**
   * Undefined when there are too few non-targets to speak of so low a rate: not even all of them passing without error
   * would show at 95 % that false alarms are that rare.
   */
  readonly missRate: Figure | undefined;
  /** Undefined with `missRate`. */
  readonly threshold: number | undefined;
  /** The false-alarm rate at `threshold`, at most `farLimit`; undefined with `missRate`. */
  readonly far: number | undefined;
}

/** False alarms among non-targets of the same group alone, at a threshold of the main figures. */
export interface SameGroupFar {
  readonly at: 'equal error rate' | { readonly farLimit: number };
  readonly threshold: number;
  /** The threshold is held fixed in the interval. */
  readonly far: Figure;
}

/** All figures of an all-pairs evaluation; rates in [0, 1]. Plain data. */
export interface AllPairsEvaluation {
  readonly targets: number;
  /** Those of the same group included. */
  readonly nonTargets: number;
  readonly recordings: number;
  readonly eer: Figure & { readonly threshold: number };
  readonly auc: Figure;
  /** In bits; when scores are likelihood ratios. */
  readonly cllr?: Figure;
  /** In bits, after the best monotone map of the scores. */
  readonly minCllr: Figure;
  readonly missRates: readonly MissRateAtFar[];
  /**
   * Share of the references whose best candidate is a copy; undefined when no reference has both kinds of candidate.
   * Its bound is one of the error rate, 1 − value.
   */
  readonly nearestNeighbour: (Figure & { readonly references: number }) | undefined;
  /** Undefined when there are none. */
  readonly sameGroup:
    { readonly nonTargets: number; readonly falseAlarms: readonly SameGroupFar[] } | undefined;
}

export interface AllPairsEvaluationOptions {
  /** Draws resamples; forked, the caller's generator does not advance. */
  readonly rng: Rng;
  /** What scores are. `cllr` is given for likelihood ratios alone. Default `similarity`. */
  readonly scoreScale?: 'similarity' | 'log10-likelihood-ratio';
  /** Default 1e-3, 1e-4 and 1e-5. */
  readonly farLimits?: readonly number[];
  /** Bootstrap resamples, >= 100. Default 200. */
  readonly resamples?: number;
}

const FAR_LIMITS = [1e-3, 1e-4, 1e-5];

/**
 * The figures of all pairs, each with a 95 % interval by resampling recordings (see `bootstrapIntervals`). Sorts once;
 * a resample is a few passes over the trials.
 *
 * @throws DoppeltonError `TRIALS_INVALID`, see `allPairsTrials` and `validateTrials`; `SETTING_OUT_OF_RANGE`.
 */
export function evaluateAllPairs(allPairs: AllPairs, options: AllPairsEvaluationOptions): AllPairsEvaluation {
  const field = surveyed(allPairs, options.farLimits ?? FAR_LIMITS);
  const { curve, ranked, neighbours, sameGroup } = field;
  const { targets, nonTargets } = curve;
  const measures = measuresOf(field, options.scoreScale ?? 'similarity');
  const figureOf = measuredFigures(field, options, measures);
  const references = neighbours.found.length;
  return {
    targets,
    nonTargets,
    recordings: ranked.recordings,
    eer: {
      ...boundedAt(0, figureOf('eer'), Math.min(targets, nonTargets)),
      threshold: equalErrorRate(curve).threshold,
    },
    auc: figureOf('auc'),
    ...('cllr' in measures ? { cllr: figureOf('cllr') } : {}),
    minCllr: figureOf('minCllr'),
    missRates: field.points.map(({ farLimit, point }) => ({
      farLimit,
      missRate: point === undefined ? undefined : boundedAt(0, figureOf(missName(farLimit)), targets),
      threshold: point?.threshold,
      far: point?.far,
    })),
    nearestNeighbour:
      references === 0
        ? undefined
        : { ...boundedAt(1, figureOf('nearestNeighbour'), references), references },
    sameGroup:
      sameGroup.ranks.length === 0
        ? undefined
        : {
            nonTargets: sameGroup.ranks.length,
            falseAlarms: sameGroup.at.map((place) => ({
              ...place,
              far: boundedAt(0, figureOf(sameGroupName(place)), sameGroup.ranks.length),
            })),
          },
  };
}

const missName = (farLimit: number): string => `miss rate at ${farLimit}`;
const sameGroupName = ({ threshold }: { readonly threshold: number }): string => `same group at ${threshold}`;

/** What every figure is read from. */
interface Field {
  readonly ranked: RankedRecordingTrials;
  readonly curve: ErrorCurve;
  readonly neighbours: NearestNeighbours;
  readonly sameGroup: SameGroupTrials;
  readonly points: readonly { readonly farLimit: number; readonly point: OperatingPoint | undefined }[];
}

function surveyed(allPairs: AllPairs, farLimits: readonly number[]): Field {
  const trials = allPairsTrials(allPairs);
  const ranked = rankRecordingTrials(trials);
  const curve = rankedErrorCurve(ranked);
  const points = farLimits.map((farLimit) => {
    const isSupported = noErrorBound(curve.nonTargets) <= farLimit;
    return { farLimit, point: isSupported ? operatingPointAtFar(curve, farLimit) : undefined };
  });
  const ranks = Uint32Array.from(ranked.places.keys()).filter(
    (rank) => trials.codes[ranked.places[rank]!] === PAIR_CODE['same-group-non-target'],
  );
  const at = [
    { at: 'equal error rate' as const, threshold: equalErrorRate(curve).threshold },
    ...points.flatMap(({ farLimit, point }) =>
      point === undefined ? [] : [{ at: { farLimit }, threshold: point.threshold }],
    ),
  ];
  return {
    ranked,
    curve,
    neighbours: nearestNeighbours(trials, allPairs.count),
    sameGroup: { ranks, scores: Float64Array.from(ranks, (rank) => ranked.scores[rank]!), at },
    points,
  };
}

type Measures = Readonly<Record<string, (resample: Resample) => number>>;

function measuresOf(field: Field, scale: 'similarity' | 'log10-likelihood-ratio'): Measures {
  const { ranked, neighbours, sameGroup } = field;
  return {
    eer: ({ curve }) => equalErrorRate(curve).eer,
    auc: ({ curve }) => areaUnderRoc(curve),
    minCllr: ({ curve }) => minLogLikelihoodRatioCost(curve),
    ...(scale === 'similarity' ? {} : { cllr: costMeasure(ranked) }),
    nearestNeighbour: ({ multiplicity }) => nearestNeighbourAccuracy(neighbours, multiplicity),
    ...Object.fromEntries(
      field.points
        .filter(({ point }) => point !== undefined)
        .map(({ farLimit }) => [
          missName(farLimit),
          ({ curve }: Resample) => operatingPointAtFar(curve, farLimit).frr,
        ]),
    ),
    ...Object.fromEntries(
      sameGroup.at.map((place) => [
        sameGroupName(place),
        ({ weights }: Resample) => sameGroupFar(sameGroup, weights, place.threshold),
      ]),
    ),
  };
}

/** Every measure of the trials as they are, and its interval. */
function measuredFigures(
  { ranked, curve }: Field,
  options: AllPairsEvaluationOptions,
  measures: Measures,
): (name: string) => Figure {
  const whole: Resample = {
    curve,
    weights: new Float64Array(ranked.scores.length).fill(1),
    multiplicity: new Uint32Array(ranked.recordings).fill(1),
  };
  const intervals = bootstrapIntervals(
    ranked,
    options.rng,
    { resamples: options.resamples ?? 200 },
    measures,
  );
  return (name) => ({ value: measures[name]!(whole), interval95: intervals[name] });
}

/** Adds the bound where a figure is that of no error at all. */
function boundedAt(perfect: number, figure: Figure, trials: number): Figure {
  return figure.value === perfect ? { ...figure, noErrorBound95: noErrorBound(trials) } : figure;
}

/** The cost of scores that are log10 likelihood ratios. */
function costMeasure({ scores, labels }: RankedRecordingTrials): (resample: Resample) => number {
  const costs = likelihoodRatioCosts({ scores: scores.map((score) => score * Math.LN10), labels });
  return ({ weights }) => meanLikelihoodRatioCost(costs, labels, weights);
}

/** The same-group non-targets' places in the ranking, with their scores, and where their false alarms are counted. */
interface SameGroupTrials {
  readonly ranks: Uint32Array;
  readonly scores: Float64Array;
  readonly at: readonly Omit<SameGroupFar, 'far'>[];
}

/** NaN when none of them counts. */
function sameGroupFar({ ranks, scores }: SameGroupTrials, weights: Float64Array, threshold: number): number {
  let [accepted, all] = [0, 0];
  for (let i = 0; i < ranks.length; i++) {
    const weight = weights[ranks[i]!]!;
    all += weight;
    if (scores[i]! > threshold) accepted += weight;
  }
  return accepted / all;
}
