import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { evidenceBounds } from './evidence-bounds.js';
import { applyEvidenceCalibration, evidenceCalibrationSchema } from './evidence-calibration.js';
import type { EvidenceTrials } from './evidence-trials.js';
import { fitEvidenceCalibration } from './fit-evidence-calibration.js';
import { logLikelihoodRatioCost } from './likelihood-ratio-cost.js';
import { fitLogisticCalibration } from './logistic-calibration.js';

interface World {
  readonly recordings: number;
  readonly targets: number;
  readonly nonTargets: number;
  /** How far targets lie above non-targets in each feature, in deviations of either. */
  readonly shifts: readonly number[];
  /** Part of the noise that the targets of one recording share. */
  readonly shared?: number;
}

function simulated({ recordings, targets, nonTargets, shifts, shared = 0 }: World, seed = 1): EvidenceTrials {
  const rng = new Rng(seed);
  const count = targets + nonTargets;
  const labels = Uint8Array.from({ length: count }, (_, i) => (i < targets ? 1 : 0));
  const references = Uint32Array.from(labels, (_, i) => i % recordings);
  const candidates = references.map((reference, i) =>
    labels[i] === 1 ? reference : (reference + 1 + rng.integer(recordings - 1)) % recordings,
  );
  const moods = Float64Array.from({ length: recordings }, () => rng.normal());
  const columns = shifts.length;
  const features = Float64Array.from({ length: count * columns }, (_, i) => {
    const trial = Math.floor(i / columns);
    const noise = shared * moods[references[trial]!]! + Math.sqrt(1 - shared * shared) * rng.normal();
    return noise + labels[trial]! * shifts[i % columns]!;
  });
  return { features, labels, references, candidates, recordings };
}

const featureNames = ['cosine', 'alignment'];
const settings = { featureNames, rng: new Rng(3), replicates: 20 };
const OVERLAPPING: World = { recordings: 100, targets: 20_000, nonTargets: 20_000, shifts: [2, 1] };

describe('fitEvidenceCalibration', () => {
  it('finds the likelihood ratio of Gaussian features', () => {
    const calibration = fitEvidenceCalibration(simulated(OVERLAPPING), settings);
    // ln(LR) of N(shift, 1) against N(0, 1) is Σ shift x − shift² / 2.
    for (const [x, y] of [
      [0, 0],
      [1, 0.5],
      [2, 1],
      [1, -1],
    ] as const) {
      const { logLikelihoodRatio } = applyEvidenceCalibration(calibration, [x, y]);
      expect(Math.abs(logLikelihoodRatio - (2 * x - 2 + y - 0.5) / Math.LN10)).toBeLessThan(0.05);
    }
  });

  it('equals the calibration of one score where there is one feature', () => {
    const trials = simulated({ ...OVERLAPPING, targets: 300, nonTargets: 2000, shifts: [2] });
    const one = fitLogisticCalibration({ scores: trials.features as Float64Array, labels: trials.labels });
    const calibration = fitEvidenceCalibration(trials, {
      ...settings,
      featureNames: ['cosine'],
      ridge: 1e-12,
    });
    const slope = (calibration.coefficients[0]! / calibration.deviations[0]!) * Math.LN10;
    const offset = calibration.intercept * Math.LN10 - slope * calibration.means[0]!;
    expect(slope).toBeCloseTo(one.slope, 8);
    expect(offset).toBeCloseTo(one.intercept, 8);
  });

  it('gives a lower cost than any neighbour', () => {
    const trials = simulated({ ...OVERLAPPING, targets: 400, nonTargets: 900 });
    const { means, deviations, coefficients, intercept } = fitEvidenceCalibration(trials, {
      ...settings,
      ridge: 1e-12,
    });
    const costOf = (weights: readonly number[]) =>
      logLikelihoodRatioCost({
        labels: trials.labels,
        scores: Float64Array.from(trials.labels, (_, row) => {
          const standard = means.map((mean, k) => (trials.features[2 * row + k]! - mean) / deviations[k]!);
          return Math.LN10 * (weights[0]! * standard[0]! + weights[1]! * standard[1]! + weights[2]!);
        }),
      });
    const best = [...coefficients, intercept];
    for (let k = 0; k < 3; k++) {
      for (const step of [-0.01, 0.01]) {
        expect(costOf(best.map((weight, i) => weight + (i === k ? step : 0)))).toBeGreaterThan(costOf(best));
      }
    }
  });

  it('does not depend on how many trials of a kind there are, nor on the prior', () => {
    const trials = simulated(OVERLAPPING);
    const half = fitEvidenceCalibration(trials, settings);
    const rare = fitEvidenceCalibration(trials, { ...settings, targetPrior: 0.1 });
    const few = fitEvidenceCalibration(simulated({ ...OVERLAPPING, targets: 2000 }), settings);
    for (const other of [rare, few]) {
      const [a, b] = [half, other].map((fit) => applyEvidenceCalibration(fit, [1.5, 1]).logLikelihoodRatio);
      expect(Math.abs(a! - b!)).toBeLessThan(0.08);
    }
  });

  it('counts a trial of weight 2 like two trials', () => {
    const trials = simulated({ ...OVERLAPPING, targets: 50, nonTargets: 50, recordings: 10 });
    const places = Array.from(trials.labels, (_, i) => (i % 3 === 0 ? [i, i] : [i])).flat();
    const pick = (from: ArrayLike<number>) => Uint32Array.from(places, (place) => from[place]!);
    const repeated: EvidenceTrials = {
      features: Float64Array.from(
        places.flatMap((i) => Array.from(trials.features.subarray(2 * i, 2 * i + 2))),
      ),
      labels: Uint8Array.from(pick(trials.labels)),
      references: pick(trials.references),
      candidates: pick(trials.candidates),
      recordings: trials.recordings,
    };
    const weights = Float64Array.from(trials.labels, (_, i) => (i % 3 === 0 ? 2 : 1));
    const [weighted, doubled] = [{ ...trials, weights }, repeated].map((list) =>
      applyEvidenceCalibration(fitEvidenceCalibration(list, { ...settings, ridge: 1e-12 }), [1, 1]),
    );
    expect(weighted!.logLikelihoodRatio).toBeCloseTo(doubled!.logLikelihoodRatio, 6);
    expect(weighted!.interval95[0]).toBeCloseTo(doubled!.interval95[0], 6);
  });

  it('stays finite where the kinds are separable, and where a feature is constant', () => {
    const trials = simulated({ recordings: 50, targets: 100, nonTargets: 1000, shifts: [40, 0] });
    const features = trials.features.map((value, i) => (i % 2 === 0 ? value : 7));
    const calibration = fitEvidenceCalibration({ ...trials, features }, settings);
    expect(calibration.coefficients[1]).toBeCloseTo(0, 12);
    expect(calibration.deviations[1]).toBe(1);
    expect(evidenceCalibrationSchema.parse(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration);
    const { logLikelihoodRatio, interval95 } = applyEvidenceCalibration(calibration, [1e300, 7]);
    expect(logLikelihoodRatio).toBe(calibration.bounds.upper);
    expect(interval95[1]).toBe(calibration.bounds.upper);
    expect(applyEvidenceCalibration(calibration, [-1e300, 7]).logLikelihoodRatio).toBe(
      calibration.bounds.lower,
    );
    expect(calibration.bounds.upper).toBeLessThanOrEqual(Math.log10(1001));
    expect(calibration.bounds.lower).toBeCloseTo(-Math.log10(51), 12);
  });

  it('is less sure where the trials of a recording stand and fall together', () => {
    const width = (shared: number) => {
      const world = { recordings: 30, targets: 600, nonTargets: 3000, shifts: [2, 1], shared };
      const calibration = fitEvidenceCalibration(simulated(world), { ...settings, replicates: 100 });
      const [low, high] = applyEvidenceCalibration(calibration, [1.5, 0.5]).interval95;
      return high - low;
    };
    expect(width(0)).toBeGreaterThan(0);
    expect(width(0.9)).toBeGreaterThan(1.5 * width(0));
  });

  it('repeats itself for a seed, and leaves generator and features as they were', () => {
    const trials = simulated({ ...OVERLAPPING, targets: 100, nonTargets: 100 });
    const before = trials.features.slice();
    const rng = new Rng(5);
    const fit = () => fitEvidenceCalibration(trials, { featureNames, rng, replicates: 3 });
    expect(fit()).toEqual(fit());
    expect(trials.features).toEqual(before);
  });

  it('refuses what it cannot fit', () => {
    const trials = simulated({ ...OVERLAPPING, targets: 5, nonTargets: 5 });
    const refused = { code: 'TRIALS_INVALID' };
    const fit = (wrong: Partial<EvidenceTrials>) => () =>
      fitEvidenceCalibration({ ...trials, ...wrong }, settings);
    expect(fit({ labels: new Uint8Array(10) })).toThrow(expect.objectContaining(refused) as Error);
    expect(fit({ features: new Float64Array(20) })).toThrow(expect.objectContaining(refused) as Error);
    expect(fit({ features: new Float64Array(19) })).toThrow(expect.objectContaining(refused) as Error);
    expect(fit({ features: trials.features.map((v, i) => (i === 3 ? NaN : v)) })).toThrow(
      /feature 2 of trial 2 is NaN/,
    );
    expect(fit({ recordings: 3 })).toThrow(expect.objectContaining(refused) as Error);
    expect(fit({ weights: new Float64Array(10) })).toThrow(expect.objectContaining(refused) as Error);
  });
});

describe('applyEvidenceCalibration', () => {
  const calibration = fitEvidenceCalibration(
    simulated({ ...OVERLAPPING, targets: 200, nonTargets: 200 }),
    settings,
  );

  it('encloses the ratio in the interval and both in the bounds, whatever the features', () => {
    const rng = new Rng(2);
    for (let i = 0; i < 500; i++) {
      const { logLikelihoodRatio, interval95 } = applyEvidenceCalibration(calibration, [
        rng.normal() * 4,
        rng.normal() * 4,
      ]);
      expect(interval95[0]).toBeGreaterThanOrEqual(calibration.bounds.lower);
      expect(interval95[0]).toBeLessThanOrEqual(logLikelihoodRatio);
      expect(logLikelihoodRatio).toBeLessThanOrEqual(interval95[1]);
      expect(interval95[1]).toBeLessThanOrEqual(calibration.bounds.upper);
    }
  });

  it('refuses features that are missing or not finite', () => {
    expect(() => applyEvidenceCalibration(calibration, [1])).toThrow(/expected 2: cosine, alignment/);
    expect(() => applyEvidenceCalibration(calibration, [1, NaN])).toThrow(/alignment is NaN/);
  });
});

describe('evidenceCalibrationSchema', () => {
  it('refuses a calibration with too few coefficients', () => {
    const calibration = fitEvidenceCalibration(
      simulated({ ...OVERLAPPING, targets: 20, nonTargets: 20 }),
      settings,
    );
    expect(evidenceCalibrationSchema.safeParse(calibration).success).toBe(true);
    const short = { ...calibration, coefficients: [1] };
    expect(evidenceCalibrationSchema.safeParse(short).success).toBe(false);
  });
});

describe('evidenceBounds', () => {
  function boundsOf(targets: readonly number[], nonTargets: readonly number[]) {
    const count = targets.length + nonTargets.length;
    return evidenceBounds(
      {
        labels: Uint8Array.from({ length: count }, (_, i) => (i < targets.length ? 1 : 0)),
        // Every target of another recording, every non-target of another pair.
        references: Uint32Array.from({ length: count }, (_, i) => i),
        candidates: Uint32Array.from({ length: count }, (_, i) => (i < targets.length ? i : count + i)),
        recordings: 2 * count,
      },
      [...targets, ...nonTargets],
    );
  }

  /** By trying every claim on a fine grid against the rule as it is written. */
  function greatestClaimByGrid(right: readonly number[], wrong: readonly number[]): number {
    const above = (list: readonly number[], t: number) => list.filter((ratio) => ratio > t).length;
    let t = 0;
    for (; ; t += 1e-4) {
      const supported = ((above(right, t) / right.length) * (wrong.length + 1)) / (above(wrong, t) + 1);
      if (10 ** t > supported) return Math.max(0, t - 1e-4);
    }
  }

  it('follow the rule', () => {
    const rng = new Rng(1);
    for (let round = 0; round < 20; round++) {
      const targets = Array.from({ length: 40 }, () => rng.normal() + 1.2);
      const nonTargets = Array.from({ length: 300 }, () => rng.normal() - 1);
      const { lower, upper } = boundsOf(targets, nonTargets);
      const mirrored = (list: readonly number[]) => list.map((ratio) => -ratio);
      expect(Math.abs(upper - greatestClaimByGrid(targets, nonTargets))).toBeLessThan(2e-4);
      expect(Math.abs(-lower - greatestClaimByGrid(mirrored(nonTargets), mirrored(targets)))).toBeLessThan(
        2e-4,
      );
    }
  });

  it('are log10(n + 1) where nothing misleads', () => {
    const { lower, upper } = boundsOf(new Array<number>(50).fill(9), new Array<number>(999).fill(-9));
    expect(upper).toBeCloseTo(3, 12);
    expect(lower).toBeCloseTo(-Math.log10(51), 12);
  });

  it('shrink by one misleading trial, and stop where no ratio was seen', () => {
    const clean = boundsOf(new Array<number>(50).fill(9), new Array<number>(999).fill(-9));
    const wrong = boundsOf(new Array<number>(50).fill(9), [...new Array<number>(998).fill(-9), 8]);
    expect(wrong.upper).toBeCloseTo(clean.upper - Math.log10(2), 12);
    expect(boundsOf([0.5, 0.7], new Array<number>(999).fill(-0.2))).toEqual({ lower: -0.2, upper: 0.7 });
  });

  it('are neutral where ratios point the wrong way', () => {
    expect(boundsOf([-1, -2], [1, 2])).toEqual({ lower: 0, upper: 0 });
  });

  it('count a pair of recordings once, however many trials it made', () => {
    const repeated = {
      labels: Uint8Array.of(1, 1, 0, 0, 0, 0),
      references: Uint32Array.of(0, 1, 0, 1, 0, 0),
      candidates: Uint32Array.of(0, 1, 1, 0, 1, 2),
      recordings: 3,
    };
    const clean = evidenceBounds(repeated, [5, 5, -5, -5, -5, -5]);
    expect(clean.upper).toBeCloseTo(Math.log10(3), 12);
    expect(clean.lower).toBeCloseTo(-Math.log10(3), 12);
    // One of the first pair's three trials misleads: a third of one pair.
    const misled = evidenceBounds(repeated, [5, 5, 4, -5, -5, -5]);
    expect(misled.upper).toBeCloseTo(Math.log10(3 / (1 + 1 / 3)), 12);
  });
});
