import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { areaUnderRoc } from './area-under-roc.js';
import { minDetectionCost } from './detection-cost.js';
import { equalErrorRate, equalErrorRateOfHull } from './equal-error-rate.js';
import { errorCurve, errorRatesAt } from './error-curve.js';
import { logLikelihoodRatioCost, minLogLikelihoodRatioCost } from './likelihood-ratio-cost.js';
import { applyCalibration, fitLogisticCalibration } from './logistic-calibration.js';
import type { ScoredTrials } from './scored-trials.js';

// fixtures/metrics/README.md says how these numbers were made.
const oracle = JSON.parse(
  readFileSync(new URL('../../fixtures/metrics/oracle.json', import.meta.url), 'utf8'),
) as {
  first_target: number[];
  first_nontarget: number[];
  eer_interpolated: number;
  eer_threshold: number;
  eer_convex_hull: number;
  auc: number;
  at_thresholds: Record<string, { far: number; frr: number }>;
  cllr_of_affine_12s_minus_4: number;
  min_cllr: number;
  logistic: { slope: number; intercept: number; cllr: number };
  min_dcf: Record<string, number>;
};

/** The fixture's trials: Gaussian scores by Park & Miller's generator and Box & Muller's pairs. */
function oracleTrials(): ScoredTrials {
  let state = 7;
  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const scores = new Float64Array(3000);
  for (let i = 0; i < 3000; i += 2) {
    const [mean, deviation] = i < 1500 ? [0.62, 0.18] : [0.11, 0.15];
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    for (const [j, z] of [radius * Math.cos(angle), radius * Math.sin(angle)].entries()) {
      scores[i + j] = Math.min(1, Math.max(-1, mean + deviation * z));
    }
  }
  return { scores, labels: Uint8Array.from(scores, (_, i) => (i < 1500 ? 1 : 0)) };
}

function trialsOf(targets: number[], nonTargets: number[]): ScoredTrials {
  return {
    scores: Float64Array.from([...targets, ...nonTargets]),
    labels: Uint8Array.from([...targets.map(() => 1), ...nonTargets.map(() => 0)]),
  };
}

const ORACLE_DIGITS = 9;

describe('metrics equal scikit-learn on the fixture', () => {
  const trials = oracleTrials();
  const curve = errorCurve(trials);

  it('from the same trials', () => {
    for (const [i, score] of oracle.first_target.entries()) expect(trials.scores[i]).toBeCloseTo(score, 12);
    for (const [i, score] of oracle.first_nontarget.entries())
      expect(trials.scores[1500 + i]).toBeCloseTo(score, 12);
  });

  it('in the equal error rate, its threshold and its convex-hull form', () => {
    const { eer, threshold } = equalErrorRate(curve);
    expect(eer).toBeCloseTo(oracle.eer_interpolated, ORACLE_DIGITS);
    expect(threshold).toBeCloseTo(oracle.eer_threshold, ORACLE_DIGITS);
    expect(equalErrorRateOfHull(curve)).toBeCloseTo(oracle.eer_convex_hull, ORACLE_DIGITS);
  });

  it('in the area under the ROC and the error rates at thresholds', () => {
    expect(areaUnderRoc(curve)).toBeCloseTo(oracle.auc, ORACLE_DIGITS);
    for (const [threshold, expected] of Object.entries(oracle.at_thresholds)) {
      const { far, frr } = errorRatesAt(curve, Number(threshold));
      expect(far).toBeCloseTo(expected.far, ORACLE_DIGITS);
      expect(frr).toBeCloseTo(expected.frr, ORACLE_DIGITS);
    }
  });

  it('in the detection costs', () => {
    const cost = (targetPrior: number) =>
      minDetectionCost(curve, { targetPrior, missCost: 1, falseAlarmCost: 1 });
    expect(cost(0.01)).toBeCloseTo(oracle.min_dcf['p=0.01,cmiss=1,cfa=1']!, ORACLE_DIGITS);
    expect(cost(0.5)).toBeCloseTo(oracle.min_dcf['p=0.5,cmiss=1,cfa=1']!, ORACLE_DIGITS);
  });

  it('in the likelihood-ratio costs and the logistic calibration', () => {
    const affine = applyCalibration(trials, { slope: 12, intercept: -4 });
    expect(logLikelihoodRatioCost(affine)).toBeCloseTo(oracle.cllr_of_affine_12s_minus_4, ORACLE_DIGITS);
    expect(minLogLikelihoodRatioCost(curve)).toBeCloseTo(oracle.min_cllr, ORACLE_DIGITS);
    const fitted = fitLogisticCalibration(trials);
    // The oracle's optimiser stopped with a gradient of 3e-3 left; the cost it reached is that of the optimum.
    expect(Math.abs(fitted.slope - oracle.logistic.slope)).toBeLessThan(1e-4);
    expect(Math.abs(fitted.intercept - oracle.logistic.intercept)).toBeLessThan(1e-4);
    expect(logLikelihoodRatioCost(applyCalibration(trials, fitted))).toBeCloseTo(
      oracle.logistic.cllr,
      ORACLE_DIGITS,
    );
  });
});

describe('error curve', () => {
  it('takes a score equal to the threshold as no match', () => {
    const curve = errorCurve(trialsOf([0.5, 0.9], [0.1, 0.5]));
    expect(errorRatesAt(curve, 0.5)).toEqual({ far: 0, frr: 0.5 });
    expect(errorRatesAt(curve, 0.49)).toEqual({ far: 0.5, frr: 0 });
    expect(errorRatesAt(curve, Infinity)).toEqual({ far: 0, frr: 1 });
    expect(errorRatesAt(curve, -Infinity)).toEqual({ far: 1, frr: 0 });
  });

  it('refuses trials of one kind, labels and scores that are none', () => {
    expect(() => errorCurve(trialsOf([1], []))).toThrow('no non-target trial');
    expect(() => errorCurve(trialsOf([], [1]))).toThrow('no target trial');
    expect(() => errorCurve(trialsOf([NaN], [1]))).toThrow('the score of trial 1 is NaN');
    expect(() => errorCurve({ scores: Float64Array.of(1, 2), labels: Uint8Array.of(1, 2) })).toThrow('label');
  });
});

describe('metrics at the edges', () => {
  it('find no error where a threshold separates the kinds, and the threshold makes none', () => {
    for (const [low, high] of [
      [0.2, 0.8],
      [-0.5, 0],
      [-0.8, -0.2],
    ] as const) {
      const curve = errorCurve(trialsOf([high, high + 0.1], [low, low - 0.1]));
      const { eer, threshold } = equalErrorRate(curve);
      expect(eer).toBe(0);
      expect(errorRatesAt(curve, threshold)).toEqual({ far: 0, frr: 0 });
      expect(equalErrorRateOfHull(curve)).toBe(0);
      expect(areaUnderRoc(curve)).toBe(1);
      expect(minLogLikelihoodRatioCost(curve)).toBe(0);
    }
  });

  it('are those of chance when all scores are equal', () => {
    const curve = errorCurve(trialsOf([1, 1, 1], [1, 1]));
    expect(equalErrorRate(curve).eer).toBe(0.5);
    expect(areaUnderRoc(curve)).toBe(0.5);
    expect(minLogLikelihoodRatioCost(curve)).toBeCloseTo(1, 12);
    expect(minDetectionCost(curve, { targetPrior: 0.5, missCost: 1, falseAlarmCost: 1 })).toBe(1);
  });

  it('are the worst when the scores point the wrong way', () => {
    const curve = errorCurve(trialsOf([0, 0.1], [0.8, 0.9]));
    expect(equalErrorRate(curve).eer).toBe(1);
    expect(areaUnderRoc(curve)).toBe(0);
    expect(equalErrorRateOfHull(curve)).toBe(0.5);
  });

  it('do not change when the scores go through a rising map', () => {
    const trials = oracleTrials();
    const cubed = { scores: trials.scores.map((s) => 5 * s ** 3 + 2), labels: trials.labels };
    const [plain, mapped] = [errorCurve(trials), errorCurve(cubed)];
    expect(equalErrorRate(mapped).eer).toBe(equalErrorRate(plain).eer);
    expect(areaUnderRoc(mapped)).toBe(areaUnderRoc(plain));
    expect(minLogLikelihoodRatioCost(mapped)).toBe(minLogLikelihoodRatioCost(plain));
  });
});

describe('logistic calibration', () => {
  it('reaches a cost that no neighbouring map goes below', () => {
    const trials = oracleTrials();
    const { slope, intercept } = fitLogisticCalibration(trials);
    const costOf = (s: number, i: number) =>
      logLikelihoodRatioCost(applyCalibration(trials, { slope: s, intercept: i }));
    const best = costOf(slope, intercept);
    for (const [ds, di] of [
      [0.1, 0],
      [-0.1, 0],
      [0, 0.1],
      [0, -0.1],
    ] as const) {
      expect(costOf(slope + ds, intercept + di)).toBeGreaterThan(best);
    }
  });

  it('does not depend on how many trials of each kind there are', () => {
    const [targets, nonTargets] = [
      [0.4, 0.8, 0.9],
      [0.1, 0.5, 0.2],
    ];
    const once = fitLogisticCalibration(trialsOf(targets, nonTargets));
    const thrice = fitLogisticCalibration(trialsOf(targets, [...nonTargets, ...nonTargets, ...nonTargets]));
    expect(thrice.slope).toBeCloseTo(once.slope, 9);
    expect(thrice.intercept).toBeCloseTo(once.intercept, 9);
  });

  it('refuses separable trials as they are and calibrates them with smoothing', () => {
    const separable = trialsOf([0.8, 0.9, 0.95], [0.1, 0.2, 0.3]);
    expect(() => fitLogisticCalibration(separable)).toThrow('no finite calibration');
    const { slope, intercept } = fitLogisticCalibration(separable, { smoothing: 'platt' });
    expect(slope).toBeGreaterThan(0);
    expect(slope * 0.3 + intercept).toBeLessThan(0);
    expect(slope * 0.8 + intercept).toBeGreaterThan(0);
  });

  it('refuses scores that are all equal', () => {
    expect(() => fitLogisticCalibration(trialsOf([1, 1], [1]))).toThrow('all scores are equal');
  });
});
