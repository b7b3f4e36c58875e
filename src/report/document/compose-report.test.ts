import { describe, expect, it } from 'vitest';
import { manifestOf } from '../../embedding/manifest.contract.js';
import { ConstantQPlane, PackedPlane } from '../../features/index.js';
import { Rng } from '../../numeric/index.js';
import {
  EVIDENCE_FEATURES,
  VERBAL_CATALOGUES,
  verbalScale,
  type Comparison,
  type EvidenceModel,
  type RecordingAnalysis,
} from '../../verification/index.js';
import { reportHtml } from '../html/report-html.js';
import { CATALOGUES } from '../language/catalogues.js';
import { composeReport } from './compose-report.js';
import type { ReportInput } from './report-input.js';

const CURVE = {
  lowest: -2,
  highest: 3.5,
  targetsAtLeast: [282, 270, 260, 200],
  nonTargetsAtLeast: [5000, 40, 3, 1],
};
const VALIDATION = {
  protocol: 'chain',
  durationSeconds: 10,
  eer: 0.0213,
  cllr: 0.08,
  cllrMin: 0.06,
  targets: 282,
  nonTargets: 5000,
};

function analysis(seed: number): RecordingAnalysis {
  const rng = new Rng(seed);
  const frames = 860;
  const data = Float32Array.from({ length: 84 * frames }, () => rng.uniform());
  const vector = () => Float32Array.from({ length: 16 }, () => rng.normal());
  return {
    plane: new PackedPlane(84, [ConstantQPlane.from({ data, bins: 84, frames })]),
    embedding: {
      durationSeconds: 20,
      warnings: [],
      fragments: [0, 5, 10, 15].map((startSeconds) => ({
        startSeconds,
        endSeconds: startSeconds + 5,
        vector: vector(),
      })),
    },
  };
}

const facts = (path: string) => ({
  path,
  sha256: 'a'.repeat(64),
  durationSeconds: 20,
  format: { container: 'flac', codec: 'flac', sampleRateHz: 44_100, channels: 2 },
});

function comparisonOf(
  ratio: number,
  interval: readonly [number, number],
  more: Partial<Comparison> = {},
): Comparison {
  return {
    verdict: ratio > 1 ? 'match' : 'no-match',
    score: ratio,
    threshold: 1,
    scoreKind: 'log10-likelihood-ratio',
    logLikelihoodRatio: ratio,
    likelihoodRatioInterval95: interval,
    verbalScale: { ...verbalScale(ratio), phrase: '' },
    propositions: VERBAL_CATALOGUES.en.propositions,
    cosine: 0.9,
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
    model: { name: 'm', version: '1.0.0', sha256: 'b'.repeat(64) },
    warnings: [],
    ...more,
  };
}

function inputOf(
  comparison: Comparison,
  validation: EvidenceModel['validation'] = [VALIDATION],
): ReportInput {
  const weights = { intercept: 0, coefficients: EVIDENCE_FEATURES.map(() => 0) };
  const evidence: EvidenceModel = {
    format: 'doppelton-evidence/2',
    model: { name: 'm', version: '1.0.0', sha256: 'b'.repeat(64) },
    floor: { single: 0.4, rise: 0, highest: 0.6 },
    calibration: {
      featureNames: [...EVIDENCE_FEATURES],
      means: EVIDENCE_FEATURES.map(() => 0),
      deviations: EVIDENCE_FEATURES.map(() => 1),
      ...weights,
      bootstrap: [weights],
      bounds: { lower: -2, upper: 3.5 },
      trials: { targets: 1000, nonTargets: 100_000, recordings: 80 },
    },
    decision: { threshold: 1, basis: 'chosen by hand' },
    validation,
  };
  return {
    examination: { comparison, reference: analysis(1), candidate: analysis(2) },
    manifest: manifestOf({ name: 'm', weights: { file: 'none', sha256: 'b'.repeat(64) } }),
    calibration: { evidence, sha256: 'c'.repeat(64) },
    software: { name: 'Doppelton 1.2.3', decoder: 'some decoder 4.5' },
    madeBy: 'command',
    command: 'doppelton compare a.flac b.flac',
  };
}

const english = (input: ReportInput) => reportHtml(composeReport(input, CATALOGUES.en));

describe('the finding', () => {
  it('is told with its interval, and says more probable of the proposition that it supports', () => {
    const html = english(inputOf(comparisonOf(2.5, [2.1, 2.9])));
    expect(html).toContain('log₁₀ likelihood ratio +2.50 (95 % interval +2.10 to +2.90)');
    expect(html).toMatch(
      /about 320 times more probable if the candidate, or a part of it, is an altered copy/,
    );
    expect(html).not.toMatch(/bound of what the calibration/);
    const against = english(inputOf(comparisonOf(-1, [-1.2, -0.8])));
    expect(against).toMatch(
      /about 10 times more probable if the candidate and the reference come from different/,
    );
    const neither = english(inputOf(comparisonOf(0.1, [-0.2, 0.4])));
    expect(neither).toMatch(/about as probable if .* likelihood ratio 1\.3\./);
  });

  it('says apart whether it is a copy or another rendition, in either language, and what that rests on', () => {
    const { renditionPropositions: propositions } = VERBAL_CATALOGUES.en;
    const againstRendition = {
      ...{ missingSound: 0.034, logLikelihoodRatio: -1.5 },
      ...{ likelihoodRatioInterval95: [-1.7, -1.2] as const, propositions },
      verbalScale: { ...verbalScale(-1.5), phrase: '' },
    };
    const input = inputOf(comparisonOf(2.5, [2.1, 2.9], { againstRendition }));
    const { evidence } = input.calibration!;
    const renditions = {
      calibration: { ...evidence.calibration, bounds: { lower: -1.9, upper: 1.4 } },
      ...{ basis: '90 copies and 60 renditions', fittedTo: [] },
      validation: { eer: 0.042, cllr: 0.2, cllrMin: 0.19, targets: 80, nonTargets: 70, compositions: 12 },
    };
    const told = { ...input, calibration: { ...input.calibration!, evidence: { ...evidence, renditions } } };
    const html = english(told);
    expect(html).toMatch(
      /log₁₀ likelihood ratio −1\.50 \(95 % interval −1\.70 to −1\.20\) of a copy against another rendition\..*moderate support for the proposition that .* another rendition .*: 3\.4 %\./,
    );
    expect(html).toMatch(
      /90 copies and 60 renditions.*; log₁₀ ratios bounded to −1\.90 … \+1\.40; tested on 80 copies/,
    );
    expect(html).toContain('of 12 other compositions: equal error rate 4.2 %, Cllr 0.20 bit');
    const russian = reportHtml(composeReport(told, CATALOGUES.ru));
    expect(russian).toMatch(
      /копии и другого исполнения −1,50 .*умеренную поддержку версии о том, что .* другим исполнением/,
    );
    expect(english(input)).not.toContain('tested on 80 copies');
    expect(english(inputOf(comparisonOf(2.5, [2.1, 2.9])))).not.toContain('Asked apart');
  });

  it('says that a bound is one, and of which trials', () => {
    const upper = english(inputOf(comparisonOf(3.5, [3.5, 3.5])));
    expect(upper).toContain('+3.50 (the upper bound of what the calibration supports)');
    expect(upper).toContain('1000 target and 100\u202F000 non-target trials of 80 recordings');
    const lower = english(inputOf(comparisonOf(-2, [-2, -1.9])));
    expect(lower).toContain('This is the lower bound');
    expect(lower).toContain('95 % interval −2.00 to −1.90');
  });

  it('says why no support is stated where the sound cannot prove any', () => {
    const html = english(inputOf(comparisonOf(0, [0, 0], { warnings: ['a.flac: only hums'] })));
    expect(html).toContain('No support for H1 is stated');
    expect(html).toContain('a.flac: only hums');
  });

  it('says so of an interval too that keeps a width', () => {
    for (const cut of [comparisonOf(0, [-0.3, 0]), comparisonOf(-0.1, [-0.5, 0])]) {
      expect(english(inputOf(cut))).toMatch(/to 0\.00.*No support for H1 is stated/s);
    }
    expect(english(inputOf(comparisonOf(-1, [-1.2, -0.8])))).not.toContain('No support for H1 is stated');
  });

  it('is no ratio where the model is not calibrated', () => {
    const { examination, manifest, software, madeBy, command } = inputOf({
      ...comparisonOf(0, [0, 0]),
      scoreKind: 'cosine',
      score: 0.95,
    });
    const html = english({ examination, manifest, software, madeBy, command });
    expect(html).toContain('no likelihood ratio can be stated');
    expect(html).not.toContain('times more probable');
    expect(html).not.toContain('Validation</h2>');
  });
});

describe('the reproduction', () => {
  it('says which face of the program made the report, and never a command that was not typed', () => {
    const input = inputOf(comparisonOf(0, [0, 0]));
    expect(english(input)).toContain('This report was made by the command (Doppelton 1.2.3):');
    const page = english({ ...input, madeBy: 'page' });
    expect(page).not.toContain('made by the command');
    expect(page).toContain('This report was made in a browser by the page of the program (Doppelton 1.2.3)');
  });
});

describe('the validation', () => {
  it('shows the case on the curve where it was recorded, and says so where not', () => {
    const at = (ratio: number) =>
      english(inputOf(comparisonOf(ratio, [ratio, ratio]), [{ ...VALIDATION, curve: CURVE }]));
    expect(at(3.5)).toContain(
      '+3.50 or more was given to 200 of 282 target trials and to 1 of 5000 non-target',
    );
    expect(at(2)).toContain(
      '+2.00 or more was given to at most 260 of 282 target trials and to at most 3 of 5000',
    );
    expect(at(-1.5)).toContain(
      '−1.50 or less was given to at most 12 of 282 target trials and to at most 4960 of',
    );
    expect(at(3.5).match(/<figure>/g)).toHaveLength(4);
    const without = english(inputOf(comparisonOf(2, [1, 3])));
    expect(without).toContain('were not recorded with the calibration');
    expect(without.match(/<figure>/g)).toHaveLength(3);
  });

  it('says of a list of pairs that whole recordings were compared, and how long they were', () => {
    const pairLengths = { shorter: { min: 12.5, max: 60 }, longer: { min: 30, max: 300 } };
    const record = { ...VALIDATION, protocol: 'heldout.csv', durationSeconds: 31, pairLengths, curve: CURVE };
    const [en, ru] = ['en', 'ru'].map((language) =>
      reportHtml(
        composeReport(inputOf(comparisonOf(2, [1, 3]), [record]), CATALOGUES[language as 'en' | 'ru']),
      ),
    );
    expect(en).toMatch(
      /those of the list \u2068?heldout\.csv\u2069?, compared whole\. The shorter .* lasts 12\.5 to 60\.0 s/,
    );
    expect(en).not.toContain('fragments of 31 s');
    expect(en).toMatch(
      /length of the shorter recording<\/th><td>20\.0 s<\/td><td>12\.5 to 60 s[^<]*<\/td><td>inside/,
    );
    expect(en).toMatch(
      /length of the longer recording<\/th><td>20\.0 s<\/td><td>30 to 300 s[^<]*<\/td><td>OUTSIDE/,
    );
    expect(ru).toMatch(/Более короткая запись пары длится от 12,5 до 60,0 с/);
  });

  it('is compared with the conditions of the case', () => {
    const segments = [
      {
        referenceStartSeconds: 0,
        referenceEndSeconds: 20,
        candidateStartSeconds: 0,
        candidateEndSeconds: 20,
        tempoRatio: 1,
        pitchShiftSemitones: 4.5,
        score: 0.8,
        lead: 0.5,
        prominence: 5,
      },
    ];
    const standing = (shiftSemitones: number) => {
      const alterations = [{ kind: 'pitch-shift', shiftSemitones, uncertaintySemitones: 0.25 }] as const;
      const html = english(inputOf(comparisonOf(2, [1, 3], { segments, alterations })));
      return /<tr><th scope="row">pitch shift<\/th>(?:<td>[^<]*<\/td>){2}<td>([^<]*)<\/td>/.exec(html)![1];
    };
    expect([4.5, -5, 6].map(standing)).toEqual(['inside', 'inside', 'OUTSIDE']);
    const atOnce = (alterations: Comparison['alterations']) => {
      const html = english(inputOf(comparisonOf(2, [1, 3], { segments, alterations })));
      return /<tr><th scope="row">alterations at once<\/th><td>([^<]*)<\/td>/.exec(html)![1];
    };
    // Alterations of different stretches are not made at once.
    const at = (candidateStartSeconds: number) => ({
      stretches: [{ candidateStartSeconds, candidateEndSeconds: candidateStartSeconds + 5 }],
    });
    const speed = (speedRatio: number) =>
      ({ kind: 'speed-change', speedRatio, uncertaintyRatio: 0.01 }) as const;
    const [coding, gain] = [
      { kind: 'lossy-coding', codec: 'mp3', sampleRateHz: 44_100 } as const,
      { kind: 'gain', gainDb: 4, uncertaintyDb: 0.6 } as const,
    ];
    expect(atOnce([{ ...speed(1.1), ...at(0) }, { ...speed(1.2), ...at(5) }, coding])).toBe('2');
    expect(atOnce([{ ...speed(1.1), ...at(0) }, { ...gain, ...at(0) }, coding])).toBe('3');
    const cut = [{ kind: 'cut', candidateSeconds: 3, removedSeconds: 1 }] as const;
    const html = english(inputOf(comparisonOf(2, [1, 3], { segments, alterations: cut })));
    expect(html).toMatch(/not tested by themselves: [^<]*\bcut\b/);
  });
});

describe('a report', () => {
  it('is the same for the same input, in every language, with nothing undefined in it', () => {
    for (const words of Object.values(CATALOGUES)) {
      const html = () => reportHtml(composeReport(inputOf(comparisonOf(2.5, [2.1, 2.9])), words));
      expect(html()).toBe(html());
      expect(html()).not.toMatch(/undefined|NaN|Infinity|\[object/);
    }
  });

  it('has a line to fill in for what was not given', () => {
    const input = inputOf(comparisonOf(2.5, [2.1, 2.9]));
    expect(english(input)).toMatch(/Date<\/th><td>_+<\/td>/);
    expect(english({ ...input, date: '2026-11-25' })).toMatch(/Date<\/th><td>\u20682026-11-25\u2069<\/td>/);
  });
});
