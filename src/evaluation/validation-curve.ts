import { z } from 'zod';
import { validateTrials, type ScoredTrials } from './scored-trials.js';

/**
 * How many trials reach each of a row of evenly spaced scores: DET and Tippett curve in one, small enough to stand beside
 * a model. Counts are exact; between two scores the truth lies between their counts.
 */
export const validationCurveSchema = z
  .strictObject({
    /** Of all trials, in log10 units of the likelihood ratio. */
    lowest: z.number(),
    highest: z.number(),
    /** Target trials that score at least `lowest`, …, `highest`; falling. */
    targetsAtLeast: z.array(z.int().min(0)).min(2),
    /** Non-target trials, point for point. */
    nonTargetsAtLeast: z.array(z.int().min(0)).min(2),
  })
  .refine(
    ({ lowest, highest, targetsAtLeast, nonTargetsAtLeast }) =>
      lowest < highest && targetsAtLeast.length === nonTargetsAtLeast.length,
    'needs lowest < highest and as many counts of both kinds',
  );

export type ValidationCurve = z.infer<typeof validationCurveSchema>;

const POINTS = 65;

/**
 * @param trials.scores - log10 LR, finite.
 * @returns Undefined where all scores are one and the same: there is no curve then.
 * @throws DoppeltonError `TRIALS_INVALID`, see `validateTrials`.
 */
export function validationCurve(trials: ScoredTrials): ValidationCurve | undefined {
  validateTrials(trials);
  const { scores, labels } = trials;
  let [lowest, highest] = [Infinity, -Infinity];
  for (const score of scores) {
    lowest = Math.min(lowest, score);
    highest = Math.max(highest, score);
  }
  if (lowest === highest) return undefined;
  const counts = {
    targets: new Array<number>(POINTS).fill(0),
    nonTargets: new Array<number>(POINTS).fill(0),
  };
  const places = Float64Array.from({ length: POINTS }, (_, point) => placeOf(point, POINTS, lowest, highest));
  scores.forEach((score, i) => {
    const kind = labels[i] === 1 ? counts.targets : counts.nonTargets;
    kind[lastReached(places, score)]!++;
  });
  return {
    lowest,
    highest,
    targetsAtLeast: sumsFromTheEnd(counts.targets),
    nonTargetsAtLeast: sumsFromTheEnd(counts.nonTargets),
  };
}

/** The score at a point of a curve. */
export function curveScore({ lowest, highest, targetsAtLeast }: ValidationCurve, point: number): number {
  return placeOf(point, targetsAtLeast.length, lowest, highest);
}

/** The last point whose score is reached; the first point where none is. */
export function curvePointBelow(curve: ValidationCurve, score: number): number {
  const places = Float64Array.from(curve.targetsAtLeast, (_, point) => curveScore(curve, point));
  return lastReached(places, score);
}

/** Exact at both ends, where bounded ratios pile up. */
function placeOf(point: number, points: number, lowest: number, highest: number): number {
  return point === points - 1 ? highest : lowest + ((highest - lowest) * point) / (points - 1);
}

function lastReached(places: Float64Array, score: number): number {
  const above = places.findIndex((place) => place > score);
  return Math.max(0, above < 0 ? places.length - 1 : above - 1);
}

function sumsFromTheEnd(counts: readonly number[]): number[] {
  let sum = 0;
  return counts
    .toReversed()
    .map((count) => (sum += count))
    .reverse();
}
