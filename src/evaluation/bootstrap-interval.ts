import { DoppeltonError } from '../errors/index.js';
import type { Rng } from '../numeric/index.js';
import type { RecordingTrials } from './recording-trials.js';
import { rankByScore, validateTrials } from './scored-trials.js';

export interface BootstrapOptions {
  /** Resamples, >= 100. Default 1000. */
  readonly resamples?: number;
  /** Probability mass inside the interval, in (0, 1). Default 0.95. */
  readonly confidence?: number;
}

/**
 * Percentile interval of the interpolated equal error rate, by resampling recordings, not trials: trials that share a
 * recording stand or fall together, and resampling them one by one would promise too narrow an interval. Each resample
 * draws as many recordings as there are, with replacement; a trial counts as often as its recording was drawn, and a
 * trial of two recordings as often as the product of both ("pigeonhole" bootstrap).
 *
 * An interval of [0, 0] means that no resample could contain an error because there is none; it is not a proof that
 * errors are impossible.
 *
 * @param rng - Forked; the caller's generator does not advance.
 * @returns Lower and upper bound, in [0, 1].
 * @throws DoppeltonError `TRIALS_INVALID`, `SETTING_OUT_OF_RANGE`.
 * @see Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007.
 */
export function bootstrapEqualErrorRate(
  trials: RecordingTrials,
  rng: Rng,
  options: BootstrapOptions = {},
): readonly [number, number] {
  validateTrials(trials);
  const resamples = options.resamples ?? 1000;
  const confidence = options.confidence ?? 0.95;
  if (!(resamples >= 100 && confidence > 0 && confidence < 1)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      'resamples must be 100 or more, confidence between 0 and 1',
    );
  }
  const ranked = rankedTrials(trials);
  const draws = rng.fork('bootstrap');
  const multiplicity = new Uint32Array(trials.recordings);
  const weights = new Float64Array(trials.scores.length);
  const rates = new Float64Array(resamples);
  for (let done = 0; done < resamples;) {
    multiplicity.fill(0);
    for (let i = 0; i < trials.recordings; i++) multiplicity[draws.integer(trials.recordings)]!++;
    const rate = weightedEqualErrorRate(ranked, multiplicity, weights);
    // With few recordings a resample can lack one kind of trial: no rate is defined there, so it is drawn again. All
    // recordings drawn once has both kinds, so this ends.
    if (rate === undefined) continue;
    rates[done] = rate;
    done++;
  }
  rates.sort();
  return [quantile(rates, (1 - confidence) / 2), quantile(rates, (1 + confidence) / 2)];
}

/** The trials by falling score, in arrays that are read straight through by every resample. */
interface RankedTrials {
  readonly labels: Uint8Array;
  readonly references: Uint32Array;
  readonly candidates: Uint32Array;
  /** 1 where the next trial has another score, so that equal scores are accepted together. */
  readonly endsTie: Uint8Array;
}

function rankedTrials(trials: RecordingTrials): RankedTrials {
  const order = rankByScore(trials.scores);
  const pick = (from: ArrayLike<number>) => Uint32Array.from(order, (trial) => from[trial]!);
  return {
    labels: Uint8Array.from(order, (trial) => trials.labels[trial]!),
    references: pick(trials.references),
    candidates: pick(trials.candidates),
    endsTie: Uint8Array.from(order, (trial, i) =>
      i + 1 < order.length && trials.scores[order[i + 1]!] === trials.scores[trial] ? 0 : 1,
    ),
  };
}

/** The equal error rate when a trial counts by its recordings' multiplicities; `weights` is scratch. */
function weightedEqualErrorRate(
  ranked: RankedTrials,
  multiplicity: Uint32Array,
  weights: Float64Array,
): number | undefined {
  const { labels, references, candidates, endsTie } = ranked;
  let targets = 0;
  let nonTargets = 0;
  for (let i = 0; i < weights.length; i++) {
    const [reference, candidate] = [references[i]!, candidates[i]!];
    const weight =
      reference === candidate
        ? multiplicity[reference]!
        : multiplicity[reference]! * multiplicity[candidate]!;
    weights[i] = weight;
    if (labels[i] === 1) targets += weight;
    else nonTargets += weight;
  }
  if (targets === 0 || nonTargets === 0) return undefined;

  let [hits, falseAlarms, farBefore, gapBefore] = [0, 0, 0, 1];
  for (let i = 0; i < weights.length; i++) {
    if (labels[i] === 1) hits += weights[i]!;
    else falseAlarms += weights[i]!;
    if (endsTie[i] === 0) continue;
    const far = falseAlarms / nonTargets;
    const gap = 1 - hits / targets - far;
    if (gap <= 0) return farBefore + (gapBefore / (gapBefore - gap)) * (far - farBefore);
    farBefore = far;
    gapBefore = gap;
  }
  return 1;
}

/** Linear interpolation between order statistics (Hyndman & Fan's type 7, numpy's default). */
function quantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
