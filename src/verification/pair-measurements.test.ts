import { describe, expect, it } from 'vitest';
import { floorFor, type Findings, type FoundSegment } from './compare-analyses.js';
import {
  bestSegment,
  EVIDENCE_FEATURES,
  evidenceFeatures,
  measurePair,
  MEASUREMENT_NAMES,
} from './pair-measurements.js';

function segment(candidateStartSeconds: number, seconds: number, score: number): FoundSegment {
  return {
    referenceStartSeconds: 100,
    referenceEndSeconds: 100 + 2 * seconds,
    candidateStartSeconds,
    candidateEndSeconds: candidateStartSeconds + seconds,
    tempoRatio: 2,
    pitchShiftSemitones: -3,
    score,
    lead: 0.2,
    prominence: 5,
    meanCosine: 0.5,
  };
}

function findings(cosine: number, segments: readonly FoundSegment[]): Findings {
  const bestFragments = {
    referenceStartSeconds: 0,
    referenceEndSeconds: 5,
    candidateStartSeconds: 0,
    candidateEndSeconds: 5,
  };
  return { cosine, bestFragments, segments };
}

describe('measurements of a pair', () => {
  it('are those of the segment that says most: well agreeing, and long', () => {
    const segments = [segment(0, 1, 0.9), segment(10, 30, 0.6), segment(50, 40, 0.3)];
    expect(bestSegment(segments)).toBe(segments[1]);
    const measured = measurePair(findings(0.8, segments), 200, 60);
    expect([...measured]).toEqual([0.8, 1, 0.6, 60, 0.5, 0.2, 5, 60, 200, 130, 25, 2, -3]);
    expect(measured).toHaveLength(MEASUREMENT_NAMES.length);
  });

  it('say nothing of an alignment where there was none', () => {
    expect([...measurePair(findings(0.2, []), 20, 30)]).toEqual([0.2, 0, 0, 0, 0, 0, 0, 20, 30, 0, 0, 0, 0]);
  });
});

describe('features of the evidence', () => {
  it('are as many as their names, and finite for the shortest and the longest', () => {
    for (const [reference, candidate] of [
      [0.1, 0.1],
      [36_000, 36_000],
    ] as const) {
      const features = evidenceFeatures(measurePair(findings(1, [segment(0, 0.1, 1)]), reference, candidate));
      expect(features).toHaveLength(EVIDENCE_FEATURES.length);
      expect(features.every(Number.isFinite)).toBe(true);
    }
  });

  it('count lengths in octaves above 5 s', () => {
    const features = evidenceFeatures(measurePair(findings(0.5, [segment(0, 10, 0.5)]), 40, 10));
    const value = (name: (typeof EVIDENCE_FEATURES)[number]) => features[EVIDENCE_FEATURES.indexOf(name)];
    expect(value('alignedLength')).toBe(2);
    expect(value('shorter')).toBe(1);
    expect(value('longer')).toBe(3);
    expect(value('scoreTimesLength')).toBe(1);
    expect(value('cosineTimesLonger')).toBe(1.5);
    expect(value('scoreTimesRootSeconds')).toBe(1);
    expect(value('meanCosine')).toBe(0.5);
    expect(value('prominence')).toBe(5);
    expect(value('prominenceTimesRootSeconds')).toBe(10);
  });
});

describe('the floor of cosines', () => {
  it('rises with the number of pairs, up to its highest', () => {
    const floor = { single: 0.4, rise: 0.03, highest: 0.6 };
    expect(floorFor(floor, 1)).toBe(0.4);
    expect(floorFor(floor, 169)).toBeCloseTo(0.4 + 0.03 * Math.log(169), 12);
    expect(floorFor(floor, 1e9)).toBe(0.6);
  });
});
