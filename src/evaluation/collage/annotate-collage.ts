import { tempoRatioOf } from '../../augment/index.js';
import type { CollageQuery } from './collage-plan.js';
import type { AnnotatedPair, AnnotatedSpan, PairedSpan } from './collage-score.js';
import type { WholeSpan } from './whole-spans.js';

/** What is said to be found of one reference in a query. */
export interface CollageMatch extends PairedSpan {
  readonly referenceId: string;
}

/** Every reference that a query holds, or is said to hold. */
export function annotatedPairs(query: CollageQuery, matches: readonly CollageMatch[]): AnnotatedPair[] {
  const annotated = query.chunks.map((chunk) => ({
    referenceId: chunk.recordingId,
    span: annotationOf(chunk),
  }));
  const ids = new Set([...annotated, ...matches].map(({ referenceId }) => referenceId));
  return [...ids].map((referenceId) => ({
    queryId: query.id,
    referenceId,
    annotated: annotated.filter((each) => each.referenceId === referenceId).map(({ span }) => span),
    matched: matches.filter((each) => each.referenceId === referenceId),
  }));
}

/** A chunk in whole seconds: all that it touches. */
export function annotationOf(chunk: CollageQuery['chunks'][number]): AnnotatedSpan {
  const { startSeconds, durationSeconds, queryStartSeconds, queryEndSeconds, augmentation } = chunk;
  return {
    reference: touched(startSeconds, startSeconds + durationSeconds),
    query: touched(queryStartSeconds, queryEndSeconds),
    tempoPercent: Math.round(100 * tempoRatioOf(augmentation)),
  };
}

/** Rounding errors of sums of tenths are not another second. */
const SLIGHT_SECONDS = 1e-6;

function touched(startSeconds: number, endSeconds: number): WholeSpan {
  return { begin: Math.floor(startSeconds + SLIGHT_SECONDS), end: Math.ceil(endSeconds - SLIGHT_SECONDS) };
}
