import { describe, expect, it } from 'vitest';
import type { Findings } from './compare-analyses.js';
import type { EvidenceModel } from './evidence-model.js';
import { EVIDENCE_FEATURES } from './pair-measurements.js';
import { isCutOffAtOne, provenSegments, weighFindings } from './weigh-findings.js';

/** Ten decades a unit of the score, nothing for all else; bounded to −2 and 3.5. */
function evidenceBy(validation: EvidenceModel['validation'] = []): EvidenceModel {
  const weighting = (intercept: number) => ({
    intercept,
    coefficients: EVIDENCE_FEATURES.map((name) => (name === 'score' ? 10 : 0)),
  });
  return {
    format: 'doppelton-evidence/2',
    model: { name: 'm', version: '1.0.0', sha256: '0'.repeat(64) },
    floor: { single: 0.4, rise: 0, highest: 0.6 },
    calibration: {
      featureNames: [...EVIDENCE_FEATURES],
      means: EVIDENCE_FEATURES.map(() => 0),
      deviations: EVIDENCE_FEATURES.map(() => 1),
      ...weighting(-3),
      bootstrap: [weighting(-3.4), weighting(-3), weighting(-2.6)],
      bounds: { lower: -2, upper: 3.5 },
      trials: { targets: 1000, nonTargets: 1000, recordings: 80 },
    },
    decision: { threshold: 1, basis: 'chosen by hand' },
    validation,
  };
}

function findings(...scores: number[]): Findings {
  return {
    cosine: 0.9,
    bestFragments: {
      referenceStartSeconds: 0,
      referenceEndSeconds: 5,
      candidateStartSeconds: 0,
      candidateEndSeconds: 5,
    },
    segments: scores.map((score, i) => ({
      referenceStartSeconds: 10 * i,
      referenceEndSeconds: 10 * i + 5,
      candidateStartSeconds: 10 * i,
      candidateEndSeconds: 10 * i + 5,
      tempoRatio: 1,
      pitchShiftSemitones: 0,
      score,
      lead: 0,
      prominence: 5,
      meanCosine: 0.9,
    })),
  };
}

const context = { referenceSeconds: 60, candidateSeconds: 12, lacksVariety: false };
const record = (protocol: string, durationSeconds: number) => ({
  protocol,
  durationSeconds,
  eer: 0.01,
  cllr: 0.05,
  cllrMin: 0.04,
  targets: 500,
  nonTargets: 100_000,
});

describe('weighed findings', () => {
  it('give a ratio within its interval, in numbers and words', () => {
    const weighed = weighFindings(findings(0.55), evidenceBy(), context);
    expect(weighed.logLikelihoodRatio).toBeCloseTo(2.5, 9);
    const [low, high] = weighed.likelihoodRatioInterval95;
    expect(low).toBeLessThan(2.3);
    expect(high).toBeGreaterThan(2.7);
    expect(weighed.verbalScale).toMatchObject({ direction: 'same', strength: 'moderately-strong' });
  });

  it('never leave the bounds', () => {
    expect(weighFindings(findings(1), evidenceBy(), context).logLikelihoodRatio).toBe(3.5);
    expect(weighFindings(findings(), evidenceBy(), context).logLikelihoodRatio).toBe(-2);
  });

  it('do not speak for a common origin where the sound cannot prove one', () => {
    const weighed = weighFindings(findings(1), evidenceBy(), { ...context, lacksVariety: true });
    expect(weighed.logLikelihoodRatio).toBe(0);
    expect(weighed.likelihoodRatioInterval95).toEqual([0, 0]);
    expect(weighed.verbalScale.direction).toBe('neither');
  });

  it('tell where they were cut off, be it the upper end of the interval alone', () => {
    const cutOff = (score: number, lacksVariety: boolean) => {
      const weighed = weighFindings(findings(score), evidenceBy(), { ...context, lacksVariety });
      return [isCutOffAtOne(weighed), weighed.logLikelihoodRatio];
    };
    expect(cutOff(0.31, true)).toEqual([true, 0]);
    expect(cutOff(0.29, true)).toEqual([true, expect.closeTo(-0.1, 9)]);
    expect(cutOff(0.2, true)).toEqual([false, expect.closeTo(-1, 9)]);
    expect(cutOff(0.31, false)).toEqual([false, expect.closeTo(0.1, 9)]);
  });

  it('come with the validation nearest below their length, of several alterations where that was tested', () => {
    const records = [record('tempo', 10), record('chain', 20), record('chain', 5), record('chain', 10)];
    const at = (seconds: number, list = records) =>
      weighFindings(findings(1), evidenceBy(list), { ...context, candidateSeconds: seconds }).validation;
    expect(at(12)).toEqual(records[3]);
    expect(at(300)).toEqual(records[1]);
    expect(at(2)).toEqual(records[2]);
    expect(at(12, [record('tempo', 10)])).toEqual(record('tempo', 10));
    expect(at(12, [])).toBeUndefined();
  });
});

describe('proven segments', () => {
  it('are those that would be a match each on its own', () => {
    const found = findings(0.9, 0.3, 0.6);
    expect(provenSegments(found, evidenceBy(), 1, context)).toEqual([found.segments[0], found.segments[2]]);
  });
});
