import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import type { ScoredTrials } from './scored-trials.js';
import { curvePointBelow, curveScore, validationCurve, validationCurveSchema } from './validation-curve.js';

function boundedTrials(): ScoredTrials {
  const rng = new Rng(1);
  const labels = Uint8Array.from({ length: 4000 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const scores = Float64Array.from(labels, (label) =>
    Math.min(3.4987, Math.max(-2.03, rng.normal() + 4 * label - 2)),
  );
  return { labels, scores };
}

describe('validationCurve', () => {
  it('counts exactly the trials that reach each score, those at the bounds included', () => {
    const trials = boundedTrials();
    const curve = validationCurve(trials)!;
    curve.targetsAtLeast.forEach((targets, point) => {
      const score = curveScore(curve, point);
      const reached = (kind: number) =>
        trials.scores.filter((other, i) => trials.labels[i] === kind && other >= score).length;
      expect(targets).toBe(reached(1));
      expect(curve.nonTargetsAtLeast[point]).toBe(reached(0));
    });
    expect(curve.targetsAtLeast[0]).toBe(1000);
    expect(curve.targetsAtLeast.at(-1)).toBeGreaterThan(10);
    expect(curve.highest).toBe(3.4987);
    expect(validationCurveSchema.parse(curve)).toEqual(curve);
  });

  it('finds the point at or below a score', () => {
    const curve = validationCurve(boundedTrials())!;
    const last = curve.targetsAtLeast.length - 1;
    expect(curvePointBelow(curve, 3.4987)).toBe(last);
    expect(curvePointBelow(curve, 3.4986)).toBe(last - 1);
    expect(curvePointBelow(curve, -2.03)).toBe(0);
    expect(curvePointBelow(curve, -5)).toBe(0);
    expect(curvePointBelow(curve, 9)).toBe(last);
  });

  it('does not exist where all scores are the same', () => {
    expect(validationCurve({ labels: Uint8Array.of(0, 1), scores: Float64Array.of(1, 1) })).toBeUndefined();
  });

  it('refuses counts that do not belong together', () => {
    const halves = { lowest: 0, highest: 1, targetsAtLeast: [2, 1], nonTargetsAtLeast: [3, 2, 0] };
    expect(validationCurveSchema.safeParse(halves).success).toBe(false);
  });
});
