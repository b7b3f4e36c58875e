import type { ModelManifest } from '../../../../embedding/index.js';
import { DoppeltonError } from '../../../../errors/index.js';
import { fitEvidenceCalibration } from '../../../../evaluation/index.js';
import { Rng } from '../../../../numeric/index.js';
import {
  SEARCH_FEATURES,
  searchFeatures,
  segmentWeight,
  type SearchEvidence,
} from '../../../../search/index.js';
import type { CollageFindings, CollageSegment } from './collage-findings.js';

export interface SearchFitSettings {
  readonly manifest: ModelManifest;
  readonly libraryHours: number;
  /** Wanted false-alarm rate per query against the whole library. */
  readonly falseAlarmRatePerQuery: number;
  readonly seed: number;
  /** Where the queries come from, in words. */
  readonly origin: string;
}

/** The tail of chance is measured on this share of the queries, those with the highest ratios. */
const TAIL_SHARE = 0.15;
const LEAST_TAIL_QUERIES = 5;

/**
 * Fits search evidence: which segments are right is weighed by a logistic regression, and how high chance goes in a whole
 * query is read from the highest ratio of recordings that the query holds nothing of.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when there are too few queries.
 */
export function fitSearchEvidence(
  findings: readonly CollageFindings[],
  { manifest, libraryHours, falseAlarmRatePerQuery, seed, origin }: SearchFitSettings,
): SearchEvidence {
  const { name, version, weights } = manifest;
  const evidence: SearchEvidence = {
    format: 'doppelton-search-evidence/1',
    model: { name, version, sha256: weights.sha256 },
    calibration: fitCalibration(findings, new Rng(seed).fork('search evidence')),
    // Only weighing matters until the tail is known.
    falseAlarms: { queries: 1, querySeconds: 1, libraryHours, from: 0, share: 1, slope: 1 },
    falseAlarmRatePerQuery,
    basis: origin,
  };
  return { ...evidence, falseAlarms: { ...chanceTail(findings, evidence), libraryHours } };
}

interface Trial {
  readonly segment: CollageSegment;
  readonly isTarget: boolean;
  /** Recording that the query's sound is of. */
  readonly candidateId: string;
  /** Names the stretch of sound of a target. */
  readonly stretch: string;
}

function fitCalibration(findings: readonly CollageFindings[], rng: Rng): SearchEvidence['calibration'] {
  const trials = findings.flatMap(trialsOf);
  const recordings = indices(
    trials.flatMap(({ segment, candidateId }) => [segment.recordingId, candidateId]),
  );
  const stretches = indices(trials.map(({ stretch }) => stretch));
  const features = new Float64Array(trials.length * SEARCH_FEATURES.length);
  trials.forEach(({ segment }, i) => {
    features.set(searchFeatures(segment), i * SEARCH_FEATURES.length);
  });
  return fitEvidenceCalibration(
    {
      features,
      labels: Uint8Array.from(trials, ({ isTarget }) => Number(isTarget)),
      references: Int32Array.from(trials, ({ segment }) => recordings.get(segment.recordingId)!),
      candidates: Int32Array.from(trials, ({ candidateId }) => recordings.get(candidateId)!),
      stretches: Int32Array.from(trials, ({ stretch }) => stretches.get(stretch)!),
      recordings: recordings.size,
    },
    { featureNames: SEARCH_FEATURES, rng },
  );
}

function trialsOf({ query, segments }: CollageFindings): Trial[] {
  return segments.flatMap((segment): Trial[] => {
    const { truth, recordingId } = segment;
    if (truth.kind === 'unknown') return [];
    const chunk = truth.kind === 'target' ? truth.chunk : chunkAt(query.chunks, segment);
    const { recordingId: candidateId, startSeconds } = query.chunks[chunk]!;
    const isTarget = truth.kind === 'target';
    return [
      {
        segment,
        isTarget,
        candidateId,
        stretch: JSON.stringify([recordingId, isTarget ? startSeconds : '']),
      },
    ];
  });
}

/** The chunk that sounds longest while a segment does. */
function chunkAt(chunks: CollageFindings['query']['chunks'], segment: CollageSegment): number {
  const common = chunks.map(
    ({ queryStartSeconds, queryEndSeconds }) =>
      Math.min(queryEndSeconds, segment.candidateEndSeconds) -
      Math.max(queryStartSeconds, segment.candidateStartSeconds),
  );
  return common.indexOf(Math.max(...common));
}

function indices(names: readonly string[]): Map<string, number> {
  return new Map([...new Set(names)].map((name, i) => [name, i]));
}

/** The highest ratios of chance fall off exponentially; of the highest of them the mean excess tells how fast. */
function chanceTail(
  findings: readonly CollageFindings[],
  evidence: SearchEvidence,
): Omit<SearchEvidence['falseAlarms'], 'libraryHours'> {
  const highest = Float64Array.from(findings, ({ segments }) => highestOfChance(segments, evidence))
    .sort()
    .reverse();
  const count = Math.round(TAIL_SHARE * highest.length);
  if (count < LEAST_TAIL_QUERIES) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      `${highest.length} queries are too few to see how high chance goes; give --chunks a larger number`,
    );
  }
  const from = highest[count]!;
  const excess = highest.subarray(0, count).reduce((sum, ratio) => sum + ratio - from, 0) / count;
  return {
    queries: highest.length,
    querySeconds: findings.reduce((sum, { seconds }) => sum + seconds, 0) / findings.length,
    from,
    share: count / highest.length,
    slope: 1 / (Math.max(1e-3, excess) * Math.LN10),
  };
}

/** Recordings of one group may share material: what is right there nobody knows. */
function highestOfChance(segments: readonly CollageSegment[], evidence: SearchEvidence): number {
  const weights = segments
    .filter(({ truth }) => truth.kind === 'non-target' && !truth.sameGroup)
    .map((segment) => segmentWeight(evidence, segment));
  return weights.length === 0 ? evidence.calibration.bounds.lower : Math.max(...weights);
}
