import { describe, expect, it } from 'vitest';
import { FROM_LOG10, evaluateTrials, packTrials, type NamedTrial } from '../evaluation/index.js';
import { Rng } from '../numeric/index.js';
import type { RenditionSummary } from '../platform/node/index.js';
import { describeRenditions } from './evaluation-text.js';

const outcomes = (count: number) => ({ trials: 9, matched: 8, warned: { count, of: 7 } });
const summary: RenditionSummary = {
  corpus: 'debian',
  compositions: 21,
  seed: 1,
  stretches: 3,
  model: { name: 'some', version: '1.0.0', sha256: 'a'.repeat(64) },
  isFitted: true,
  rows: [{ alteration: 'reverb', copies: outcomes(1), renditions: outcomes(6) }],
  recordings: [],
  skipped: [],
};

/** Copies of ten recordings and renditions of ten compositions, the first of which passes for a copy. */
const trials = Array.from({ length: 20 }, (_, i): NamedTrial => {
  const label = i < 10 ? 1 : 0;
  const recording = `${i}`;
  const score = label === 1 || i === 10 ? 1 : -1;
  return { label, score, referenceRecording: recording, candidateRecording: recording };
});
const figures = evaluateTrials(packTrials(trials), {
  rng: new Rng(1),
  calibration: FROM_LOG10,
  tags: trials.map((_, i) => ({ seconds: i % 2 === 0 ? '10' : '20' })),
});

describe('describeRenditions', () => {
  it('tells what matched and was warned of by alteration, and the ratio by length', () => {
    const text = describeRenditions({ ...summary, figures }, 'results');
    expect(text).toMatch(/some 1\.0\.0, 21 compositions; judged by the trials that it was fitted to/);
    expect(text).toMatch(/reverb +8 of 9 +1 of 7 +8 of 9 +6 of 7/);
    expect(text).toMatch(/^all +10 \+ 10 +\d+\.\d\d % +\d+\.\d\d % to \d+\.\d\d % /m);
    expect(text).toMatch(/^stretches of 10 s +5 \+ 5 /m);
    expect(text).toMatch(/^stretches of 20 s +5 \+ 5 +0\.00 % /m);
  });

  it('says where there was nothing to judge', () => {
    expect(describeRenditions(summary, 'results')).toContain('no copy, or no rendition, could be judged');
  });
});
