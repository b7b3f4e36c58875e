import { tempoRatioOf } from '../../../../augment/index.js';
import type { CollageMatch, CollageQuery } from '../../../../evaluation/index.js';
import {
  searchThreshold,
  segmentWeight,
  wholeSeconds,
  type SearchEvidence,
} from '../../../../search/index.js';
import type { FoundSegment } from '../../../../verification/index.js';

/** What a segment that was found in a query is in truth. */
export type SegmentTruth =
  | { readonly kind: 'target'; readonly chunk: number }
  /** Of a recording that is there, but at another place, where it may repeat itself. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'non-target'; readonly sameGroup: boolean };

/** A segment, the recording that it was found in, and what it is. */
export interface CollageSegment extends FoundSegment {
  readonly recordingId: string;
  /** How likely the vectors made the recording, and its place among the likely ones, from 0. */
  readonly support: number;
  readonly rank: number;
  readonly truth: SegmentTruth;
}

/** A query and all that was found, unweighed. */
export interface CollageFindings {
  readonly query: CollageQuery;
  readonly seconds: number;
  /** Whether the library holds nothing of it. */
  readonly isForeign: boolean;
  readonly segments: readonly CollageSegment[];
}

/** A segment is right when it is no farther off than this. */
const EXACT_SECONDS = 1;

/**
 * What a segment is.
 *
 * @param groupOf - Group of a recording.
 */
export function segmentTruth(
  { chunks }: CollageQuery,
  recordingId: string,
  segment: FoundSegment,
  groupOf: (recordingId: string) => string | undefined,
): SegmentTruth {
  const seconds = (segment.candidateStartSeconds + segment.candidateEndSeconds) / 2;
  const place = (segment.referenceStartSeconds + segment.referenceEndSeconds) / 2;
  if (chunks.every((chunk) => chunk.recordingId !== recordingId)) {
    const sameGroup = chunks.some((chunk) => groupOf(chunk.recordingId) === groupOf(recordingId));
    return { kind: 'non-target', sameGroup };
  }
  const chunk = chunks.findIndex((own) => own.recordingId === recordingId && isAt(own, seconds, place));
  return chunk < 0 ? { kind: 'unknown' } : { kind: 'target', chunk };
}

/** Whether a chunk sounds at a time of the query, and has the sound of a place in its recording then. */
function isAt(chunk: CollageQuery['chunks'][number], seconds: number, place: number): boolean {
  const { startSeconds, queryStartSeconds, queryEndSeconds, augmentation } = chunk;
  const expected = startSeconds + tempoRatioOf(augmentation) * (seconds - queryStartSeconds);
  const isInside = seconds > queryStartSeconds - EXACT_SECONDS && seconds < queryEndSeconds + EXACT_SECONDS;
  return isInside && Math.abs(expected - place) <= EXACT_SECONDS;
}

/** What makes a match of a segment. */
export interface CollageDecision {
  readonly evidence: SearchEvidence;
  readonly libraryHours: number;
  readonly falseAlarmRatePerQuery: number;
}

/** The threshold of a query of such a length. */
export function thresholdOf(
  querySeconds: number,
  { evidence, libraryHours, falseAlarmRatePerQuery }: CollageDecision,
): number {
  return searchThreshold(evidence, { libraryHours, querySeconds }, falseAlarmRatePerQuery);
}

/** The segments that are matches. */
export function provenSegments(
  { seconds, segments }: CollageFindings,
  decision: CollageDecision,
): CollageSegment[] {
  const threshold = thresholdOf(seconds, decision);
  return segments.filter((segment) => segmentWeight(decision.evidence, segment) > threshold);
}

/** A segment as a matches file has it. */
export function matchOf(segment: CollageSegment): CollageMatch {
  return {
    referenceId: segment.recordingId,
    reference: wholeSeconds(segment.referenceStartSeconds, segment.referenceEndSeconds),
    query: wholeSeconds(segment.candidateStartSeconds, segment.candidateEndSeconds),
  };
}
