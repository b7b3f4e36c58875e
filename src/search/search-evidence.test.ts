import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundSegment } from '../verification/index.js';
import {
  expectedFalseAlarmRate,
  parseSearchEvidence,
  SEARCH_FEATURES,
  searchFeatures,
  searchThreshold,
  weighSegment,
  type SearchEvidence,
} from './search-evidence.js';

const evidence: SearchEvidence = {
  format: 'doppelton-search-evidence/1',
  model: { name: 'm', version: '1.0.0', sha256: '0'.repeat(64) },
  calibration: {
    featureNames: [...SEARCH_FEATURES],
    means: SEARCH_FEATURES.map(() => 0),
    deviations: SEARCH_FEATURES.map(() => 1),
    coefficients: SEARCH_FEATURES.map((name) => (name === 'scoreTimesRootSeconds' ? 4 : 0)),
    intercept: -2,
    bootstrap: [],
    bounds: { lower: -2, upper: 5 },
    trials: { targets: 100, nonTargets: 1000, recordings: 50 },
  },
  falseAlarms: { queries: 1000, querySeconds: 60, libraryHours: 10, from: 1, share: 0.1, slope: 2 },
  falseAlarmRatePerQuery: 0.01,
  basis: 'made by hand',
};

function segment(seconds: number, score: number): FoundSegment {
  return {
    referenceStartSeconds: 0,
    referenceEndSeconds: seconds,
    candidateStartSeconds: 3,
    candidateEndSeconds: 3 + seconds,
    tempoRatio: 1,
    pitchShiftSemitones: 0,
    score,
    lead: 0.2,
    prominence: 5,
    meanCosine: 0.6,
  };
}

describe('search evidence', () => {
  it('survives its own JSON, and is refused when it weighs other features', () => {
    expect(parseSearchEvidence(JSON.stringify(evidence), 'here')).toEqual(evidence);
    const other = { ...evidence, calibration: { ...evidence.calibration, featureNames: ['a'] } };
    expect(() => parseSearchEvidence(JSON.stringify(other), 'here')).toThrow('here');
    expect(() => parseSearchEvidence('{', 'here')).toThrow('here is not JSON');
  });

  it('gives a longer stretch of the same agreement a higher ratio, within the bounds', () => {
    const ratios = [1, 5, 20, 30].map((seconds) => weighSegment(evidence, segment(seconds, 0.5)));
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(weighSegment(evidence, segment(3600, 1))).toBe(weighSegment(evidence, segment(30, 1)));
    expect(weighSegment(evidence, segment(5, -1))).toBe(-2);
  });

  it('has one finite number a feature, however short or long the stretch', () => {
    for (const seconds of [0, 0.1, 1e6]) {
      const features = searchFeatures(segment(seconds, 1));
      expect(features).toHaveLength(SEARCH_FEATURES.length);
      expect(features.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the threshold of a search', () => {
  const of = (libraryHours: number, querySeconds = 60) => ({ libraryHours, querySeconds });

  it('lets nothing match that speaks against a match, however small the library', () => {
    const low = { ...evidence, falseAlarms: { ...evidence.falseAlarms, from: -1 } };
    expect(searchThreshold(low, of(0.01), 0.5)).toBe(0);
    expect(searchThreshold(low, of(1000), 0.001)).toBeCloseTo(1, 12);
  });

  it('is where the measured share of false alarms has fallen to the wanted rate', () => {
    // From a ratio of 1 on, a tenth of the queries, falling by 100 a unit: at the rate 0.001 one unit further.
    expect(searchThreshold(evidence, of(10), 0.001)).toBeCloseTo(2, 12);
    expect(searchThreshold(evidence, of(1000), 0.001)).toBeCloseTo(3, 12);
  });

  it('is as much higher for a longer query as for a larger library, down to a query of one window', () => {
    expect(searchThreshold(evidence, of(10, 6000), 0.001)).toBeCloseTo(3, 12);
    expect(searchThreshold(evidence, of(100, 6), 0.001)).toBeCloseTo(2, 12);
    expect(searchThreshold(evidence, of(1000, 1), 0.001)).toBe(searchThreshold(evidence, of(1000, 5), 0.001));
    // A query of an hour has sixty times as many false alarms as one of a minute, at the same threshold.
    expect(expectedFalseAlarmRate(evidence, of(1, 3600), 1)).toBeCloseTo(
      60 * expectedFalseAlarmRate(evidence, of(1, 60), 1),
      12,
    );
  });

  it('has the wanted rate, or a lower one where it is at its least', () => {
    expect(expectedFalseAlarmRate(evidence, of(10), 0.001)).toBe(0.001);
    // At a ratio of 1, where the tail begins, it is a tenth for the 10 hours of the trials.
    expect(expectedFalseAlarmRate(evidence, of(10), 0.5)).toBeCloseTo(0.1, 12);
    expect(expectedFalseAlarmRate(evidence, of(1), 1)).toBeCloseTo(0.01, 12);
    // From −1 to 0 it falls by 100.
    const low = { ...evidence, falseAlarms: { ...evidence.falseAlarms, from: -1 } };
    expect(expectedFalseAlarmRate(low, of(1), 0.01)).toBeCloseTo(0.0001, 12);
    expect(expectedFalseAlarmRate(low, of(1000), 0.01)).toBe(0.01);
  });

  it('rises with the library and the query and falls with the rate, and is never below where the tail was measured', () => {
    const hours = fc.double({ min: 0.1, max: 1e9, noNaN: true });
    const seconds = fc.double({ min: 0, max: 1e6, noNaN: true });
    const rate = fc.double({ min: 1e-9, max: 1, noNaN: true });
    fc.assert(
      fc.property(hours, hours, seconds, seconds, rate, rate, (h, k, a, b, r, s) => {
        const at = searchThreshold(evidence, of(Math.min(h, k), Math.min(a, b)), Math.max(r, s));
        const stricter = searchThreshold(evidence, of(Math.max(h, k), Math.max(a, b)), Math.min(r, s));
        return at >= 1 && stricter >= at;
      }),
    );
  });
});
