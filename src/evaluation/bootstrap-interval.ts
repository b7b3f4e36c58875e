import { DoppeltonError } from '../errors/index.js';
import type { Rng } from '../numeric/index.js';
import { equalErrorRate } from './equal-error-rate.js';
import { weightedErrorCurves, type ErrorCurve } from './error-curve.js';
import { quantile } from './quantile.js';
import { rankRecordingTrials, type RankedRecordingTrials } from './ranked-trials.js';
import { drawRecordings, trialMultiplicity } from './recording-resample.js';
import type { RecordingTrials } from './recording-trials.js';

export interface BootstrapOptions {
  /** Resamples, >= 100. Default 1000. */
  readonly resamples?: number;
  /** Probability mass inside the interval, in (0, 1). Default 0.95. */
  readonly confidence?: number;
}

/** Lower and upper bound. */
export type Interval = readonly [number, number];

/** One draw of recordings with replacement. Overwritten by the next. */
export interface Resample {
  readonly curve: ErrorCurve;
  /** How often each trial counts, in rank order. */
  readonly weights: Float64Array;
  /** How often each recording was drawn. */
  readonly multiplicity: Uint32Array;
}

/**
 * Percentile intervals of any figures, by resampling recordings, not trials: trials that share a recording stand or
 * fall together, and resampling them one by one would promise too narrow an interval. Each resample draws as many
 * recordings as there are, with replacement; a trial counts as often as its recording was drawn, and a trial of two
 * recordings as often as the product of both ("pigeonhole" bootstrap).
 *
 * @param rng - Forked; the caller's generator does not advance.
 * @param figures - Each from a resample to a number; NaN leaves the resample out of that figure's interval.
 * @returns Undefined for a figure that no resample could give.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE`.
 * @see Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007.
 */
export function bootstrapIntervals<K extends string>(
  ranked: RankedRecordingTrials,
  rng: Rng,
  options: BootstrapOptions,
  figures: Readonly<Record<K, (resample: Resample) => number>>,
): Record<K, Interval | undefined> {
  const resamples = options.resamples ?? 1000;
  const confidence = options.confidence ?? 0.95;
  if (!(resamples >= 100 && confidence > 0 && confidence < 1)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      'resamples must be 100 or more, confidence between 0 and 1',
    );
  }
  const names = Object.keys(figures) as K[];
  const values = new Map(names.map((name) => [name, [] as number[]]));
  for (const resample of drawResamples(ranked, rng.fork('bootstrap'), resamples)) {
    for (const name of names) {
      const value = figures[name](resample);
      if (!Number.isNaN(value)) values.get(name)!.push(value);
    }
  }
  const interval = (name: K): Interval | undefined => {
    const sorted = Float64Array.from(values.get(name)!).sort();
    if (sorted.length === 0) return undefined;
    return [quantile(sorted, (1 - confidence) / 2), quantile(sorted, (1 + confidence) / 2)];
  };
  return Object.fromEntries(names.map((name) => [name, interval(name)])) as Record<K, Interval | undefined>;
}

function* drawResamples(ranked: RankedRecordingTrials, draws: Rng, count: number): Generator<Resample> {
  const { references, candidates } = ranked;
  const multiplicity = new Uint32Array(ranked.recordings);
  const weights = new Float64Array(ranked.scores.length);
  const curveOf = weightedErrorCurves(ranked);
  for (let done = 0; done < count;) {
    drawRecordings(draws, multiplicity);
    for (let i = 0; i < weights.length; i++) {
      weights[i] = trialMultiplicity(multiplicity, references[i]!, candidates[i]!);
    }
    const curve = curveOf(weights);
    // With few recordings a resample can lack one kind of trial: no rate is defined there, so it is drawn again. All
    // recordings drawn once has both kinds, so this ends.
    if (curve === undefined) continue;
    yield { curve, weights, multiplicity };
    done++;
  }
}

/**
 * Percentile interval of the interpolated equal error rate over recordings, see {@link bootstrapIntervals}.
 *
 * An interval of [0, 0] means that no resample could contain an error because there is none; it is not a proof that
 * errors are impossible.
 *
 * @param rng - Forked; the caller's generator does not advance.
 * @returns Lower and upper bound, in [0, 1].
 * @throws DoppeltonError `TRIALS_INVALID`, `SETTING_OUT_OF_RANGE`.
 */
export function bootstrapEqualErrorRate(
  trials: RecordingTrials,
  rng: Rng,
  options: BootstrapOptions = {},
): Interval {
  const intervals = bootstrapIntervals(rankRecordingTrials(trials), rng, options, {
    eer: ({ curve }) => equalErrorRate(curve).eer,
  });
  // The rate is defined in every resample.
  return intervals.eer!;
}
