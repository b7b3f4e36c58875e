import type { Rng } from '../../numeric/index.js';
import type { Interval } from '../bootstrap-interval.js';
import { quantile } from '../quantile.js';
import {
  precisionWeightedF,
  scoreBoxes,
  scoreFile,
  scoreSeconds,
  type AnnotatedPair,
  type PairScore,
} from './collage-score.js';

/** Means over the pairs of query and reference, each with its interval. */
export interface RetrievalFigures {
  readonly recall: number;
  readonly recallInterval95: Interval;
  readonly precision: number;
  readonly precisionInterval95: Interval;
  readonly fScore: number;
}

/** Sums over the pairs. */
export type RetrievalCounts = Omit<PairScore, 'recall' | 'precision'>;

/** How well queries were answered: by files, by seconds, by boxes. */
export interface CollageFigures {
  readonly queries: number;
  readonly chunks: number;
  /** Pairs of a query and a reference that it holds, or is said to hold. */
  readonly pairs: number;
  readonly files: RetrievalFigures & RetrievalCounts;
  readonly seconds: RetrievalFigures & RetrievalCounts;
  readonly boxes: RetrievalFigures;
}

const RESAMPLES = 1000;

/**
 * Figures as the public benchmark prints them: recall and precision are means over all pairs, among them those that were
 * missed (recall 0, precision 1) and those that are wrong (both 0). Intervals come from resampling queries.
 *
 * @param queries - Pairs by query.
 * @param rng - Forked.
 */
export function collageFigures(queries: readonly (readonly AnnotatedPair[])[], rng: Rng): CollageFigures {
  const pairs = queries.flat();
  const figures = <T extends Pick<PairScore, 'recall' | 'precision'>>(
    name: string,
    score: (pair: AnnotatedPair) => T,
  ) => {
    const scores = queries.map((query) => query.map(score));
    return { scores: scores.flat(), figures: retrievalFigures(scores, rng.fork(name)) };
  };
  const files = figures('files', scoreFile);
  const seconds = figures('seconds', scoreSeconds);
  return {
    queries: queries.length,
    chunks: pairs.reduce((sum, { annotated }) => sum + annotated.length, 0),
    pairs: pairs.length,
    files: { ...files.figures, ...countsOf(files.scores) },
    seconds: { ...seconds.figures, ...countsOf(seconds.scores) },
    boxes: figures('boxes', scoreBoxes).figures,
  };
}

function retrievalFigures(
  queries: readonly (readonly Pick<PairScore, 'recall' | 'precision'>[])[],
  rng: Rng,
): RetrievalFigures {
  const sums = queries.map((pairs) => ({
    count: pairs.length,
    recall: pairs.reduce((sum, pair) => sum + pair.recall, 0),
    precision: pairs.reduce((sum, pair) => sum + pair.precision, 0),
  }));
  const mean = (name: 'recall' | 'precision', drawn: typeof sums) =>
    drawn.reduce((sum, query) => sum + query[name], 0) /
    Math.max(
      1,
      drawn.reduce((sum, { count }) => sum + count, 0),
    );
  const draws = Array.from({ length: RESAMPLES }, () => sums.map(() => rng.choose(sums)));
  const interval = (name: 'recall' | 'precision'): Interval => {
    const sorted = Float64Array.from(draws, (drawn) => mean(name, drawn)).sort();
    return [quantile(sorted, 0.025), quantile(sorted, 0.975)];
  };
  const [recall, precision] = [mean('recall', sums), mean('precision', sums)];
  return {
    recall,
    recallInterval95: interval('recall'),
    precision,
    precisionInterval95: interval('precision'),
    fScore: precisionWeightedF(recall, precision),
  };
}

function countsOf(scores: readonly PairScore[]): RetrievalCounts {
  const sum = (name: keyof RetrievalCounts) => scores.reduce((total, score) => total + score[name], 0);
  return {
    truePositives: sum('truePositives'),
    unknownPositives: sum('unknownPositives'),
    falsePositives: sum('falsePositives'),
    falseNegatives: sum('falseNegatives'),
  };
}
