import { z } from 'zod';
import { DoppeltonError } from '../errors/index.js';
import { applyEvidenceCalibration, evidenceCalibrationSchema } from '../evaluation/index.js';
import type { FoundSegment } from '../verification/index.js';

/** What the likelihood ratio of a found stretch is computed from, see {@link searchFeatures}. */
export const SEARCH_FEATURES = [
  'score',
  'scoreTimesRootSeconds',
  'meanCosine',
  'meanCosineTimesRootSeconds',
  'lead',
  'leadTimesRootSeconds',
  'length',
] as const;

/** Lengths count relative to this one, and no more beyond the longest that calibrations see. */
const UNIT_SECONDS = 5;
const SHORTEST_SECONDS = 0.5;
const LONGEST_SECONDS = 30;

/** Features of a stretch for the calibration: what chance agrees by falls with the root of the length. */
export function searchFeatures(segment: FoundSegment): Float64Array {
  const { candidateStartSeconds, candidateEndSeconds, score, meanCosine, lead } = segment;
  const seconds = Math.max(
    SHORTEST_SECONDS,
    Math.min(LONGEST_SECONDS, candidateEndSeconds - candidateStartSeconds),
  );
  const root = Math.sqrt(seconds / UNIT_SECONDS);
  return Float64Array.of(
    score,
    score * root,
    meanCosine,
    meanCosine * root,
    lead,
    lead * root,
    Math.log2(seconds / UNIT_SECONDS),
  );
}

/** How stretches found in a library become likelihood ratios, and matches. */
export const searchEvidenceSchema = z.strictObject({
  format: z.literal('doppelton-search-evidence/1'),
  /** The model whose measurements it weighs. */
  model: z.strictObject({
    name: z.string(),
    version: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  calibration: evidenceCalibrationSchema,
  /**
   * How often chance goes how far: in `queries` queries of `querySeconds` on the average, against `libraryHours` of sound
   * that held nothing of them, the highest weight of a query exceeded a in share · 10^(−(a − from) · slope) of them.
   */
  falseAlarms: z.strictObject({
    queries: z.int().positive(),
    querySeconds: z.number().positive(),
    libraryHours: z.number().positive(),
    from: z.number(),
    share: z.number().min(0).max(1),
    slope: z.number().positive(),
  }),
  /** False-alarm rate per query against the whole library that the threshold is set to. */
  falseAlarmRatePerQuery: z.number().positive().max(1),
  basis: z.string(),
});

export type SearchEvidence = z.infer<typeof searchEvidenceSchema>;

/**
 * Reads search evidence from its JSON text.
 *
 * @param where - What to call the source in an error, e.g. the path.
 * @throws DoppeltonError `MODEL_MALFORMED`; `MODEL_INCOMPATIBLE` when it weighs other features than this software has.
 */
export function parseSearchEvidence(text: string, where: string): SearchEvidence {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DoppeltonError('MODEL_MALFORMED', `${where} is not JSON`, cause);
  }
  const result = searchEvidenceSchema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new DoppeltonError('MODEL_MALFORMED', `${where}, at ${issue.path.join('.')}: ${issue.message}`);
  }
  const { featureNames } = result.data.calibration;
  if (featureNames.join() !== SEARCH_FEATURES.join()) {
    throw new DoppeltonError(
      'MODEL_INCOMPATIBLE',
      `${where} weighs ${featureNames.join(', ')}; this version measures ${SEARCH_FEATURES.join(', ')}`,
    );
  }
  return result.data;
}

/** log10 likelihood ratio of a found stretch, within what the calibration's trials support. */
export function weighSegment(evidence: SearchEvidence, segment: FoundSegment): number {
  const { lower, upper } = evidence.calibration.bounds;
  return Math.max(lower, Math.min(upper, segmentWeight(evidence, segment)));
}

/**
 * The same before it is bounded: no claim of how strong the evidence is, but what ranks stretches and is held against the
 * threshold, which in a large library lies beyond the bounds.
 */
export function segmentWeight({ calibration }: SearchEvidence, segment: FoundSegment): number {
  // Only the ratio is wanted: without replicates it costs a hundredth.
  const unbounded = { ...calibration, bootstrap: [], bounds: { lower: -Infinity, upper: Infinity } };
  return applyEvidenceCalibration(unbounded, searchFeatures(segment)).logLikelihoodRatio;
}

/** How much chance has to try: all of a query against all of a library. */
export interface SearchedSound {
  readonly libraryHours: number;
  readonly querySeconds: number;
}

/** A query counts as one window of the usual length at least. */
const SHORTEST_QUERY_SECONDS = 5;

/**
 * The threshold of weights that keeps false alarms per query at the wanted rate: chance has as many more tries as the library is
 * larger and the query longer, and the highest of so many ratios is so much higher. Never below a ratio of 1, which speaks
 * for neither side.
 *
 * @param rate - Wanted false-alarm rate per query against the whole library, in (0, 1].
 */
export function searchThreshold(evidence: SearchEvidence, searched: SearchedSound, rate: number): number {
  const { from, slope } = evidence.falseAlarms;
  const excess = Math.log10(rateWhereTailBegins(evidence, searched) / rate) / slope;
  return Math.max(leastThreshold(evidence), from + excess);
}

/**
 * The false-alarm rate per query that is to be expected at {@link searchThreshold}: the wanted one, or, where the threshold
 * stays above what that asks for, less.
 *
 * @param rate - As there.
 * @returns In (0, 1].
 */
export function expectedFalseAlarmRate(
  evidence: SearchEvidence,
  searched: SearchedSound,
  rate: number,
): number {
  const { from, slope } = evidence.falseAlarms;
  const atLeast = rateWhereTailBegins(evidence, searched) * 10 ** ((from - leastThreshold(evidence)) * slope);
  return Math.min(rate, atLeast);
}

/** Neither where findings speak for neither side or against a match, nor where the tail of chance was not measured. */
function leastThreshold({ falseAlarms }: SearchEvidence): number {
  return Math.max(0, falseAlarms.from);
}

function rateWhereTailBegins(
  { falseAlarms }: SearchEvidence,
  { libraryHours, querySeconds }: SearchedSound,
): number {
  const library = Math.max(1e-6, libraryHours / falseAlarms.libraryHours);
  return (
    (falseAlarms.share * library * Math.max(SHORTEST_QUERY_SECONDS, querySeconds)) / falseAlarms.querySeconds
  );
}
