import { describe, expect, it } from 'vitest';
import type { Comparison } from '../verification/index.js';
import { describeComparison } from './comparison-text.js';

const facts = (path: string) => ({
  path,
  sha256: 'a'.repeat(64),
  durationSeconds: 61.25,
  format: { container: 'flac', codec: 'flac', sampleRateHz: 44_100, channels: 2 },
});

const byCosine: Comparison = {
  verdict: 'no-match',
  score: 0.25,
  threshold: 0.75,
  scoreKind: 'cosine',
  cosine: 0.25,
  bestFragments: {
    referenceStartSeconds: 0,
    referenceEndSeconds: 5,
    candidateStartSeconds: 0,
    candidateEndSeconds: 5,
  },
  segments: [],
  alterations: [],
  reference: facts('a.flac'),
  candidate: facts('b.flac'),
  model: { name: 'some', version: '1.0.0', sha256: 'b'.repeat(64) },
  warnings: [],
};

const byRatio: Comparison = {
  ...byCosine,
  verdict: 'match',
  score: 3.4,
  threshold: 0,
  scoreKind: 'log10-likelihood-ratio',
  logLikelihoodRatio: 3.4,
  likelihoodRatioInterval95: [2.9, 3.4],
  verbalScale: { direction: 'same', strength: 'strong', phrase: 'strong support for it' },
  propositions: { same: 'it is', different: 'it is not' },
  segments: [
    {
      referenceStartSeconds: 3,
      referenceEndSeconds: 13,
      candidateStartSeconds: 0,
      candidateEndSeconds: 8,
      tempoRatio: 1.25,
      pitchShiftSemitones: -0.5,
      score: 0.876,
      lead: 0.5,
      prominence: 5,
    },
  ],
};

describe('describeComparison', () => {
  it('opens with the verdict, and the ratio with its interval', () => {
    expect(describeComparison(byRatio)).toMatch(
      /^MATCH {2}log10 likelihood ratio 3\.40 \(95 % 2\.90 to 3\.40\) > threshold 0\.00\n/,
    );
    expect(describeComparison(byRatio)).toContain('strong support for it');
  });

  it('says where no support is stated, beside an interval that keeps a width too', () => {
    const cut = { ...byRatio, verdict: 'no-match', score: 0, threshold: 1, logLikelihoodRatio: 0 } as const;
    expect(describeComparison({ ...cut, likelihoodRatioInterval95: [-0.3, 0] })).toContain(
      'ratio 0.00 (95 % −0.30 to 0.00; cut off at 0, no support is stated, see the warning) ≤',
    );
    expect(describeComparison({ ...cut, likelihoodRatioInterval95: [0, 0] })).toContain(
      'ratio 0.00 (cut off at 0, no support is stated, see the warning) ≤',
    );
    expect(describeComparison({ ...byRatio, likelihoodRatioInterval95: [3.4, 3.4] })).toContain(
      'ratio 3.40 (the bound of what the calibration supports) >',
    );
  });

  it('says apart whether it is a copy or another rendition, where that is known', () => {
    const againstRendition = {
      missingSound: 0.012,
      logLikelihoodRatio: 1.25,
      likelihoodRatioInterval95: [1.1, 1.3],
      verbalScale: { direction: 'same', strength: 'moderate', phrase: 'moderate support for a copy' },
      propositions: { same: 'a copy', different: 'a rendition' },
    } as const;
    expect(describeComparison({ ...byRatio, againstRendition })).toMatch(
      /\n\nagainst another rendition: log10 likelihood ratio 1\.25 \(95 % 1\.10 to 1\.30\)\nmoderate support for a copy\n/,
    );
    expect(describeComparison(byRatio)).not.toContain('rendition');
  });

  it('says where the two run together, how fast and how high', () => {
    expect(describeComparison(byRatio)).toMatch(
      /1 +0:03\.0 – 0:13\.0 +0:00\.0 – 0:08\.0 +× 1\.2500 +−0\.50 semitones +0\.876/,
    );
  });

  it('says so where nothing runs together, and looks for no alteration there', () => {
    const text = describeComparison(byCosine);
    expect(text).toMatch(/^NO MATCH {2}score 0\.2500 ≤ threshold 0\.7500\n/);
    expect(text).toContain('together: nothing found');
    expect(text).not.toContain('done to the sound');
  });

  it('says so where nothing was done to the sound', () => {
    expect(describeComparison(byRatio)).toContain('done to the sound: nothing found');
  });

  it('says how the ratio was validated, or that it was not', () => {
    expect(describeComparison(byRatio)).toContain('validation: none recorded');
    const figures = { eer: 0.0123, cllr: 0.0456, cllrMin: 0.04, targets: 100, nonTargets: 9900 };
    const validation = { protocol: 'chain', durationSeconds: 5, ...figures };
    expect(describeComparison({ ...byRatio, validation })).toContain(
      'protocol chain, 5 s, 100 target and 9900 non-target trials: equal error rate 1.23 %, Cllr 0.0456 bit',
    );
    const pairLengths = { shorter: { min: 3, max: 8.25 }, longer: { min: 4, max: 90 } };
    const ofPairs = { ...validation, protocol: 'heldout.csv', pairLengths };
    expect(describeComparison({ ...byRatio, validation: ofPairs })).toContain(
      'validation: pairs of heldout.csv, the shorter recording 3.0 to 8.3 s long, 100 target',
    );
    expect(describeComparison(byCosine)).not.toContain('validation');
  });

  it('puts every warning on a line of its own, last', () => {
    expect(describeComparison({ ...byRatio, warnings: ['one', 'two'] })).toMatch(
      /\nwarning: one\nwarning: two\n$/,
    );
  });
});
