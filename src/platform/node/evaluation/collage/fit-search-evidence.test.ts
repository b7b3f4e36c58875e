import { describe, expect, it } from 'vitest';
import { chain } from '../../../../augment/index.js';
import { manifestOf } from '../../../../embedding/manifest.contract.js';
import { Rng } from '../../../../numeric/index.js';
import { parseSearchEvidence, searchThreshold, segmentWeight } from '../../../../search/index.js';
import { segmentTruth, type CollageFindings, type CollageSegment } from './collage-findings.js';
import { fitSearchEvidence } from './fit-search-evidence.js';

const manifest = manifestOf();

const chunk = (recordingId: string, queryStartSeconds: number) => ({
  recordingId,
  startSeconds: 30,
  durationSeconds: 12,
  augmentation: chain({ kind: 'tempo', tempoRatio: 1.2 }),
  queryStartSeconds,
  queryEndSeconds: queryStartSeconds + 10,
});

/** A query of two chunks: targets agree at about 0.6, what chance finds at about 0.25. */
function findings(i: number, rng: Rng): CollageFindings {
  const query = { id: `q${i}`, chunks: [chunk(`a${i % 20}`, 0), chunk(`b${i % 20}`, 10)], joins: [] };
  const segment = (score: number, meanCosine: number, start: number, recordingId: string): CollageSegment => {
    const found = {
      referenceStartSeconds: 30,
      referenceEndSeconds: 30 + 12 * rng.uniform(0.4, 1),
      candidateStartSeconds: start,
      candidateEndSeconds: start + 10 * rng.uniform(0.4, 1),
      tempoRatio: 1.2,
      pitchShiftSemitones: 0,
      lead: 0.5 * score,
      prominence: 8 * score,
      score: score + 0.08 * rng.normal(),
      meanCosine: meanCosine + 0.08 * rng.normal(),
    };
    const isOwn = query.chunks.findIndex((each) => each.recordingId === recordingId);
    const truth =
      isOwn < 0
        ? { kind: 'non-target' as const, sameGroup: false }
        : { kind: 'target' as const, chunk: isOwn };
    return { ...found, recordingId, support: 1, rank: 0, truth };
  };
  return {
    query,
    seconds: 20,
    isForeign: false,
    segments: [
      segment(0.6, 0.7, 0, `a${i % 20}`),
      segment(0.6, 0.7, 10, `b${i % 20}`),
      ...Array.from({ length: 6 }, (_, k) => segment(0.25, 0.35, k, `c${(i + k) % 30}`)),
    ],
  };
}

describe('search evidence fitted to queries', () => {
  const rng = new Rng(7);
  const all = Array.from({ length: 200 }, (_, i) => findings(i, rng));
  const evidence = fitSearchEvidence(all, {
    manifest,
    libraryHours: 10,
    falseAlarmRatePerQuery: 0.01,
    seed: 1,
    origin: 'made up',
  });

  it('is what its own reader admits', () => {
    expect(parseSearchEvidence(JSON.stringify(evidence), 'here')).toEqual(evidence);
    expect(evidence.falseAlarms).toMatchObject({ queries: 200, querySeconds: 20, libraryHours: 10 });
  });

  it('sets a threshold that about the wanted share of queries exceed by chance', () => {
    const threshold = searchThreshold(evidence, { libraryHours: 10, querySeconds: 20 }, 0.01);
    const fresh = Array.from({ length: 2000 }, (_, i) => findings(i, rng));
    const alarms = fresh.filter(({ segments }) =>
      segments.some(
        (segment) => segment.truth.kind === 'non-target' && segmentWeight(evidence, segment) > threshold,
      ),
    );
    expect(alarms.length / fresh.length).toBeLessThan(0.03);
    const targets = fresh.flatMap(({ segments }) => segments.filter(({ truth }) => truth.kind === 'target'));
    const hits = targets.filter((segment) => segmentWeight(evidence, segment) > threshold);
    expect(hits.length / targets.length).toBeGreaterThan(0.8);
  });

  it('is refused to a handful of queries', () => {
    const settings = { manifest, libraryHours: 1, falseAlarmRatePerQuery: 0.01, seed: 1, origin: '' };
    expect(() => fitSearchEvidence(all.slice(0, 10), settings)).toThrow('--chunks');
  });
});

describe('a found segment', () => {
  const { query } = findings(0, new Rng(1));
  const at = (referenceStartSeconds: number, candidateStartSeconds: number) => ({
    referenceStartSeconds,
    referenceEndSeconds: referenceStartSeconds + 6,
    candidateStartSeconds,
    candidateEndSeconds: candidateStartSeconds + 5,
    tempoRatio: 1.2,
    pitchShiftSemitones: 0,
    score: 0.5,
    lead: 0.3,
    prominence: 5,
    meanCosine: 0.5,
  });
  const groupOf = (id: string) => (id.startsWith('c') ? 'others' : 'own');

  it('is right only where the chunk really comes from', () => {
    expect(segmentTruth(query, 'a0', at(33.6, 3), groupOf)).toEqual({ kind: 'target', chunk: 0 });
    expect(segmentTruth(query, 'a0', at(60, 3), groupOf)).toEqual({ kind: 'unknown' });
    expect(segmentTruth(query, 'c1', at(33.6, 3), groupOf)).toEqual({ kind: 'non-target', sameGroup: false });
    const again = { ...chunk('a0', 10), startSeconds: 70 };
    const reprise = { ...query, chunks: [...query.chunks, again] };
    expect(segmentTruth(reprise, 'a0', at(73.6, 13), groupOf)).toEqual({ kind: 'target', chunk: 2 });
    expect(segmentTruth(reprise, 'a0', at(73.6, 3), groupOf)).toEqual({ kind: 'unknown' });
    expect(segmentTruth(query, 'a5', at(33.6, 3), groupOf)).toEqual({ kind: 'non-target', sameGroup: true });
  });
});
