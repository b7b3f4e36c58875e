import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { PAIR_CODE, allPairsTrials, type AllPairs } from './all-pairs.js';
import type { PairKind } from './all-pairs-plan.js';
import { areaUnderRoc } from './area-under-roc.js';
import { equalErrorRate } from './equal-error-rate.js';
import { errorCurve, errorRatesAt, operatingPointAtFar, weightedErrorCurves } from './error-curve.js';
import { evaluateAllPairs } from './evaluate-all-pairs.js';
import {
  likelihoodRatioCosts,
  logLikelihoodRatioCost,
  meanLikelihoodRatioCost,
  minLogLikelihoodRatioCost,
} from './likelihood-ratio-cost.js';
import { mostAlikeNonTargets } from './most-alike-non-targets.js';
import { noErrorBound } from './no-error-bound.js';
import { rankTrials } from './ranked-trials.js';

/** Two items a recording, two recordings a group; `step` makes ties, `distance` parts the kinds. */
function simulated(count: number, distance: number, step = 0, seed = 1) {
  const rng = new Rng(seed);
  const recordingOf = Int32Array.from({ length: count }, (_, i) => 10 + 3 * Math.floor(i / 2));
  const groupOf = (i: number) => Math.floor(i / 4);
  const kinds = (i: number, j: number): PairKind => {
    if (i === j) return 'target';
    if (recordingOf[i] === recordingOf[j]) return 'left-out';
    return groupOf(i) === groupOf(j) ? 'same-group-non-target' : 'non-target';
  };
  const scores = Float32Array.from({ length: count * count }, (_, pair) => {
    const kind = kinds(Math.floor(pair / count), pair % count);
    const score = rng.normal() + (kind === 'target' ? distance : kind === 'same-group-non-target' ? 0.5 : 0);
    if (kind === 'left-out') return NaN;
    return step === 0 ? score : Math.round(score / step) * step;
  });
  return { count, scores, kinds, recordingOf } satisfies AllPairs;
}

/** Scores of all pairs of some kinds, straight from the table. */
function scoresOf({ count, scores, kinds }: ReturnType<typeof simulated>, ...wanted: PairKind[]): number[] {
  return Array.from(scores).filter((_, pair) =>
    wanted.includes(kinds(Math.floor(pair / count), pair % count)),
  );
}

const options = { rng: new Rng(2), resamples: 100 };

describe('evaluateAllPairs', () => {
  it('equals the definitions of its figures', () => {
    for (const step of [0, 0.5]) {
      const pairs = simulated(60, 2, step);
      const targets = scoresOf(pairs, 'target');
      const nonTargets = scoresOf(pairs, 'non-target', 'same-group-non-target');
      const sameGroup = scoresOf(pairs, 'same-group-non-target');
      const found = evaluateAllPairs(pairs, { ...options, farLimits: [0.05, 0.01] });
      expect([found.targets, found.nonTargets, found.recordings]).toEqual([60, 60 * 58, 30]);

      const wins = targets.flatMap((t) => nonTargets.map((n) => (t > n ? 1 : t === n ? 0.5 : 0)));
      expect(found.auc.value).toBeCloseTo(wins.reduce((a: number, b) => a + b, 0) / wins.length, 12);

      const share = (list: readonly number[], accepts: (score: number) => boolean) =>
        list.filter(accepts).length / list.length;
      for (const { farLimit, missRate, threshold, far } of found.missRates) {
        const allowed = [...targets, ...nonTargets].filter(
          (t) => share(nonTargets, (s) => s > t) <= farLimit,
        );
        const best = Math.min(...allowed.map((t) => share(targets, (s) => s <= t)));
        expect(missRate!.value).toBeCloseTo(best, 12);
        expect(share(targets, (s) => s <= threshold!)).toBeCloseTo(best, 12);
        expect(share(nonTargets, (s) => s > threshold!)).toBe(far);
        expect(far).toBeLessThanOrEqual(farLimit);
      }

      const firsts = Array.from({ length: 60 }, (_, i) => {
        const row = Array.from(pairs.scores.subarray(i * 60, i * 60 + 60));
        return row.every((score, j) => j === i || Number.isNaN(score) || score < row[i]!) ? 1 : 0;
      });
      expect(found.nearestNeighbour!.references).toBe(60);
      expect(found.nearestNeighbour!.value).toBeCloseTo(firsts.reduce((a: number, b) => a + b, 0) / 60, 12);

      expect(found.sameGroup!.nonTargets).toBe(sameGroup.length);
      const [atEer, atFirst] = found.sameGroup!.falseAlarms;
      expect(atEer!.far.value).toBeCloseTo(
        share(sameGroup, (s) => s > found.eer.threshold),
        12,
      );
      expect(atFirst!.at).toEqual({ farLimit: 0.05 });
      expect(atFirst!.far.value).toBeCloseTo(
        share(sameGroup, (s) => s > found.missRates[0]!.threshold!),
        12,
      );
    }
  });

  it('equals the figures of the same trials as a list', () => {
    const pairs = simulated(40, 1.5);
    const curve = errorCurve(allPairsTrials(pairs));
    const found = evaluateAllPairs(pairs, { ...options, scoreScale: 'log10-likelihood-ratio' });
    expect(found.eer.value).toBe(equalErrorRate(curve).eer);
    expect(found.eer.threshold).toBe(equalErrorRate(curve).threshold);
    expect(found.auc.value).toBe(areaUnderRoc(curve));
    expect(found.minCllr.value).toBe(minLogLikelihoodRatioCost(curve));
    const { scores, labels } = allPairsTrials(pairs);
    const natural = { labels, scores: scores.map((score) => score * Math.LN10) };
    expect(found.cllr!.value).toBeCloseTo(logLikelihoodRatioCost(natural), 12);
    expect(evaluateAllPairs(pairs, options).cllr).toBeUndefined();
  });

  it('encloses each figure in its interval and repeats itself for a seed', () => {
    const pairs = simulated(80, 1.5);
    const settings = { ...options, scoreScale: 'log10-likelihood-ratio', farLimits: [0.01] } as const;
    const found = evaluateAllPairs(pairs, settings);
    const { eer, auc, cllr, minCllr, nearestNeighbour } = found;
    for (const figure of [eer, auc, cllr!, minCllr, nearestNeighbour!, found.missRates[0]!.missRate!]) {
      expect(figure.interval95![0]).toBeLessThan(figure.value);
      expect(figure.interval95![1]).toBeGreaterThan(figure.value);
      expect(figure.noErrorBound95).toBeUndefined();
    }
    expect(evaluateAllPairs(pairs, settings)).toEqual(found);
    expect(evaluateAllPairs(pairs, { ...settings, rng: new Rng(9) })).not.toEqual(found);
  });

  it('is silent on false-alarm rates that so few non-targets cannot show', () => {
    const { nonTargets, missRates } = evaluateAllPairs(simulated(60, 2), options);
    expect(nonTargets).toBe(3480);
    expect(missRates.map(({ missRate }) => missRate === undefined)).toEqual([false, true, true]);
    expect(missRates[1]).toEqual({
      farLimit: 1e-4,
      missRate: undefined,
      threshold: undefined,
      far: undefined,
    });
  });

  it('bounds the error rate where no error was made', () => {
    const { eer, auc, missRates, nearestNeighbour, sameGroup } = evaluateAllPairs(simulated(60, 50), options);
    expect(eer).toMatchObject({ value: 0, interval95: [0, 0], noErrorBound95: noErrorBound(60) });
    expect(missRates[0]!.missRate).toMatchObject({ value: 0, noErrorBound95: noErrorBound(60) });
    expect(nearestNeighbour).toMatchObject({ value: 1, noErrorBound95: noErrorBound(60) });
    expect(sameGroup!.falseAlarms[0]!.far.noErrorBound95).toBe(noErrorBound(120));
    expect(auc.noErrorBound95).toBeUndefined();
  });

  it('takes kinds as a table or a function, and says nothing of groups where there are none', () => {
    const pairs = simulated(20, 2);
    const table = Uint8Array.from(
      pairs.scores,
      (_, pair) => PAIR_CODE[pairs.kinds(Math.floor(pair / 20), pair % 20)],
    );
    expect(evaluateAllPairs({ ...pairs, kinds: table }, options)).toEqual(evaluateAllPairs(pairs, options));
    const noGroups = table.map((code) => (code === 3 ? 0 : code));
    expect(evaluateAllPairs({ ...pairs, kinds: noGroups }, options).sameGroup).toBeUndefined();
    expect(() => allPairsTrials({ ...pairs, kinds: table.map((code) => code + 1) })).toThrow(/0, 1, 2 and 3/);
    expect(() => allPairsTrials({ ...pairs, count: 19 })).toThrow(/361 scores/);
  });
});

describe('weightedErrorCurves', () => {
  it('give the figures of the list in which each trial stands as often as it weighs', () => {
    const rng = new Rng(4);
    for (const step of [0, 0.4]) {
      const trials = allPairsTrials(simulated(20, 1.5, step));
      const ranked = rankTrials(trials);
      const curveOf = weightedErrorCurves(ranked);
      for (let round = 0; round < 20; round++) {
        const weights = Float64Array.from(ranked.scores, () => rng.integer(3) * rng.integer(3));
        const repeated = Array.from(weights, (weight, i) => new Array<number>(weight).fill(i)).flat();
        const list = {
          scores: Float64Array.from(repeated, (i) => ranked.scores[i]!),
          labels: Uint8Array.from(repeated, (i) => ranked.labels[i]!),
        };
        const [weighted, plain] = [curveOf(weights)!, errorCurve(list)];
        expect(weighted.targets).toBe(plain.targets);
        expect(weighted.nonTargets).toBe(plain.nonTargets);
        expect(equalErrorRate(weighted).eer).toBeCloseTo(equalErrorRate(plain).eer, 12);
        expect(areaUnderRoc(weighted)).toBeCloseTo(areaUnderRoc(plain), 12);
        expect(minLogLikelihoodRatioCost(weighted)).toBeCloseTo(minLogLikelihoodRatioCost(plain), 12);
        for (const far of [0, 0.01, 0.1, 0.5, 1]) {
          expect(operatingPointAtFar(weighted, far).frr).toBe(operatingPointAtFar(plain, far).frr);
        }
        const natural = { ...list, scores: list.scores.map((score) => score * 2) };
        const costs = likelihoodRatioCosts({ ...ranked, scores: ranked.scores.map((score) => score * 2) });
        expect(meanLikelihoodRatioCost(costs, ranked.labels, weights)).toBeCloseTo(
          logLikelihoodRatioCost(natural),
          12,
        );
      }
    }
  });

  it('are undefined where a kind of trial has no weight', () => {
    const ranked = rankTrials({ scores: Float64Array.of(1, 2, 3), labels: Uint8Array.of(0, 1, 1) });
    expect(weightedErrorCurves(ranked)([1, 1, 0])).toBeUndefined();
    expect(weightedErrorCurves(ranked)([0, 0, 1])).toBeUndefined();
  });
});

describe('operatingPointAtFar', () => {
  it('keeps to the limit under its own threshold, also where nothing may pass', () => {
    const trials = allPairsTrials(simulated(30, 1));
    const curve = errorCurve(trials);
    for (const limit of [0, 0.001, 0.02, 0.3, 1]) {
      const { threshold, far, frr } = operatingPointAtFar(curve, limit);
      expect(far).toBeLessThanOrEqual(limit);
      expect(errorRatesAt(curve, threshold)).toEqual({ far, frr });
    }
    const wrong = errorCurve({ scores: Float64Array.of(2, 1), labels: Uint8Array.of(0, 1) });
    expect(operatingPointAtFar(wrong, 0)).toEqual({ threshold: 2, far: 0, frr: 1 });
  });

  it('allows a count that equals the limit in decimals', () => {
    // 0.07 · 100 is 7.000000000000001, and 0.29 · 100 is 28.999999999999996.
    const labels = Uint8Array.from({ length: 101 }, (_, i) => (i === 0 ? 1 : 0));
    const curve = errorCurve({ labels, scores: Float64Array.from(labels, (_, i) => i) });
    for (const count of [3, 7, 29, 57]) expect(operatingPointAtFar(curve, count / 100).far).toBe(count / 100);
  });
});

describe('noErrorBound', () => {
  it('is the rate at which so many trials pass without error once in twenty times', () => {
    for (const trials of [1, 10, 1500, 320_000]) {
      expect((1 - noErrorBound(trials)) ** trials).toBeCloseTo(0.05, 8);
    }
    expect(noErrorBound(1500)).toBeCloseTo(0.001995, 6);
  });
});

describe('mostAlikeNonTargets', () => {
  it('lists pairs of recordings once, by their most alike trial', () => {
    const pairs = simulated(24, 2);
    const listed = mostAlikeNonTargets(pairs, 1000);
    expect(listed).toHaveLength((12 * 11) / 2);
    const falling = listed.map(({ score }) => score).sort((a, b) => b - a);
    expect(listed.map(({ score }) => score)).toEqual(falling);
    for (const pair of listed) {
      expect(pair.referenceRecording).toBe(pairs.recordingOf[pair.reference]);
      expect(pair.candidateRecording).toBe(pairs.recordingOf[pair.candidate]);
      expect(pairs.scores[pair.reference * 24 + pair.candidate]).toBe(pair.score);
      // Two items each way and each: eight trials.
      expect(pair.trials).toBe(8);
      const kind = pairs.kinds(pair.reference, pair.candidate);
      expect(kind).toBe(pair.sameGroup ? 'same-group-non-target' : 'non-target');
    }
    const best = Math.max(...scoresOf(pairs, 'non-target', 'same-group-non-target'));
    expect(mostAlikeNonTargets(pairs, 3).map(({ score }) => score)).toEqual(
      listed.slice(0, 3).map(({ score }) => score),
    );
    expect(listed[0]!.score).toBe(best);
  });
});
