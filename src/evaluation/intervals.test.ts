import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { bootstrapEqualErrorRate } from './bootstrap-interval.js';
import { crossCalibrate } from './cross-calibration.js';
import { detCurve } from './det-curve.js';
import { equalErrorRate } from './equal-error-rate.js';
import { errorCurve } from './error-curve.js';
import { evaluateTrials } from './evaluate-trials.js';
import { normalDeviate } from './normal-deviate.js';
import { packTrials, type NamedTrial } from './recording-trials.js';

/** `perRecording` trials of each kind a recording; `shared` is the part of the noise that a recording's trials share. */
function simulated(recordings: number, perRecording: number, shared: number, seed = 4): NamedTrial[] {
  const rng = new Rng(seed);
  const offsets = Array.from({ length: recordings }, () => rng.normal() * shared);
  return Array.from({ length: recordings * perRecording * 2 }, (_, i) => {
    const label = i % 2 === 0 ? 1 : 0;
    const reference = Math.floor(i / 2) % recordings;
    const candidate = label === 1 ? reference : (reference + 1 + rng.integer(recordings - 1)) % recordings;
    const noise = offsets[reference]! + rng.normal() * Math.sqrt(1 - shared * shared);
    return {
      score: label * 2 + noise,
      label,
      referenceRecording: `r${reference}`,
      candidateRecording: `r${candidate}`,
    };
  });
}

describe('bootstrapEqualErrorRate', () => {
  it('encloses the rate, repeats itself for a seed and leaves the generator alone', () => {
    const trials = packTrials(simulated(40, 20, 0));
    const { eer } = equalErrorRate(errorCurve(trials));
    const rng = new Rng(1);
    const interval = bootstrapEqualErrorRate(trials, rng, { resamples: 200 });
    expect(interval[0]).toBeLessThan(eer);
    expect(interval[1]).toBeGreaterThan(eer);
    expect(bootstrapEqualErrorRate(trials, rng, { resamples: 200 })).toEqual(interval);
    expect(bootstrapEqualErrorRate(trials, new Rng(2), { resamples: 200 })).not.toEqual(interval);
  });

  it('is wider when the trials of a recording stand and fall together', () => {
    const width = (shared: number) => {
      const [low, high] = bootstrapEqualErrorRate(packTrials(simulated(40, 20, shared)), new Rng(1), {
        resamples: 300,
      });
      return high - low;
    };
    expect(width(0.9)).toBeGreaterThan(1.5 * width(0));
  });

  it('survives two recordings, where many resamples lack a kind of trial', () => {
    const [low, high] = bootstrapEqualErrorRate(packTrials(simulated(2, 10, 0)), new Rng(1), {
      resamples: 100,
    });
    expect(low).toBeLessThanOrEqual(high);
  });
});

describe('crossCalibrate', () => {
  it('calibrates overlapping scores nearly as well as their true map', () => {
    // ln(LR) of N(2, 1) against N(0, 1) is 2 s − 2.
    const trials = packTrials(simulated(50, 20, 0));
    const { trials: calibrated, fittedOn } = crossCalibrate(trials, new Rng(1));
    expect(fittedOn).toBe('cross-validated');
    for (let i = 0; i < 50; i++) {
      expect(Math.abs(calibrated.scores[i]! - (2 * trials.scores[i]! - 2))).toBeLessThan(1);
    }
  });

  it('maps a trial without regard to its own score', () => {
    const named = simulated(20, 10, 0);
    const before = crossCalibrate(packTrials(named), new Rng(1)).trials.scores;
    const changed = named.map((trial, i) => (i === 0 ? { ...trial, score: trial.score + 1 } : trial));
    const after = crossCalibrate(packTrials(changed), new Rng(1)).trials.scores;
    const sameRecording = named.findIndex(
      (trial, i) => i > 0 && trial.label === 1 && trial.referenceRecording === named[0]!.referenceRecording,
    );
    expect(after[sameRecording]).toBe(before[sameRecording]);
  });

  it('says so when there are too few recordings to hold any out', () => {
    expect(crossCalibrate(packTrials(simulated(2, 10, 0)), new Rng(1)).fittedOn).toBe('same-trials');
  });
});

describe('normalDeviate', () => {
  it('equals the quantiles of the normal distribution', () => {
    // scipy.stats.norm.ppf
    for (const [probability, deviate] of [
      [1e-12, -7.034483825301131],
      [1e-4, -3.7190164854556804],
      [0.001, -3.090232306167813],
      [0.05, -1.6448536269514729],
      [0.3, -0.5244005127080409],
      [0.5, 0],
    ] as const) {
      expect(normalDeviate(probability)).toBeCloseTo(deviate, 12);
    }
    expect(normalDeviate(0.95)).toBeCloseTo(-normalDeviate(0.05), 12);
    expect(normalDeviate(0)).toBe(-Infinity);
    expect(normalDeviate(1)).toBe(Infinity);
  });
});

describe('detCurve', () => {
  it('runs from nothing accepted to all accepted and keeps every corner', () => {
    const trials = packTrials(simulated(10, 10, 0));
    const curve = errorCurve(trials);
    const { far, frr } = detCurve(curve);
    expect([far[0], frr[0]]).toEqual([0, 1]);
    expect([far.at(-1), frr.at(-1)]).toEqual([1, 0]);
    for (let i = 1; i < far.length; i++) {
      expect(far[i]).toBeGreaterThanOrEqual(far[i - 1]!);
      expect(frr[i]).toBeLessThanOrEqual(frr[i - 1]!);
    }
    const corners = new Set(Array.from(far, (value, i) => `${value},${frr[i]!}`));
    const turns = Array.from(curve.misses.keys()).filter(
      (i) =>
        i > 0 &&
        i + 1 < curve.misses.length &&
        (curve.misses[i - 1] === curve.misses[i]) !== (curve.misses[i] === curve.misses[i + 1]),
    );
    expect(turns.length).toBeGreaterThan(10);
    for (const i of turns)
      expect(corners).toContain(`${curve.falseAlarms[i]! / 100},${curve.misses[i]! / 100}`);
  });
});

describe('evaluateTrials', () => {
  const named = simulated(30, 20, 0);
  const trials = packTrials(named);

  it('repeats itself and gives figures that agree with each other', () => {
    const figures = evaluateTrials(trials, { rng: new Rng(1), resamples: 100 });
    expect(evaluateTrials(trials, { rng: new Rng(1), resamples: 100 })).toEqual(figures);
    expect(figures.targets + figures.nonTargets).toBe(named.length);
    expect(figures.eerConvexHull).toBeLessThanOrEqual(figures.eer);
    expect(figures.minCllr).toBeLessThan(figures.cllr);
    expect(Math.abs(figures.farAtThreshold - figures.eer)).toBeLessThan(2 / figures.nonTargets);
    expect(figures).not.toHaveProperty('modelThreshold');
  });

  it('judges the model by its own threshold and calibration when it has them', () => {
    const figures = evaluateTrials(trials, {
      rng: new Rng(1),
      resamples: 100,
      calibration: { slope: 2, intercept: -2 },
      modelThreshold: 2,
    });
    expect(figures.cllrCalibration).toBe('model');
    expect(figures.modelThreshold).toBe(2);
    expect(Math.abs(figures.frrAtModelThreshold! - 0.5)).toBeLessThan(0.06);
  });

  it('gives figures for every tag, and counts alone where one kind is missing', () => {
    const tags = named.map((trial, i) => ({ half: i < 600 ? 'first' : 'second', kind: String(trial.label) }));
    const { perTag } = evaluateTrials(trials, { rng: new Rng(1), resamples: 100, tags });
    expect(perTag['half']?.['first']).toMatchObject({ targets: 300, nonTargets: 300 });
    expect(perTag['half']?.['first']?.eer).toBeGreaterThan(0);
    expect(perTag['kind']).toEqual({
      0: { targets: 0, nonTargets: 600 },
      1: { targets: 600, nonTargets: 0 },
    });
  });
});
