import type { Split } from '../../../../corpus/index.js';
import {
  annotatedPairs,
  annotationOf,
  collageFigures,
  SINGLE_ALTERATIONS,
  type CollageFigures,
  type CollageQuery,
} from '../../../../evaluation/index.js';
import { describeAugmentation } from '../../../../augment/index.js';
import type { Rng } from '../../../../numeric/index.js';
import { segmentWeight, type SearchEvidence } from '../../../../search/index.js';
import { csvLines } from '../../files/csv.js';
import {
  matchOf,
  provenSegments,
  thresholdOf,
  type CollageFindings,
  type CollageSegment,
} from './collage-findings.js';
import type { PlannedSet } from './collage-run.js';

/** All that an evaluation by collages found, as summary.json holds it. */
export interface CollageSummary {
  readonly corpus: string;
  readonly split?: Split;
  readonly seed: number;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly library: { readonly recordings: number; readonly hours: number };
  /** Of the shortest and of the longest query: a segment matches when its weight exceeds its query's. */
  readonly thresholds: { readonly least: number; readonly most: number };
  readonly falseAlarmRatePerQuery: number;
  readonly sets: readonly CollageSetFigures[];
  readonly single?: readonly SingleFigures[];
  /** Recordings that the library was to know nothing of. */
  readonly withheld: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: string; readonly message: string }[];
}

/** Figures of a level. */
export interface CollageSetFigures extends CollageFigures {
  readonly name: string;
  /** Chunks that were found where they are from, and those found elsewhere in their recording alone. */
  readonly places: PlaceCounts;
  /** Pairs of a query and a recording that it does not hold, of the same group as one that it holds. */
  readonly falseFilesOfSameGroup: number;
  readonly foreign: { readonly queries: number; readonly falseAlarms: number };
}

export interface PlaceCounts {
  readonly chunks: number;
  readonly hits: number;
  /** Not found where they are from, but elsewhere in the same recording, which may repeat itself there. */
  readonly elsewhere: number;
}

/** How often chunks are found that are altered in one way. */
export interface SingleFigures extends PlaceCounts {
  readonly alteration: string;
}

interface JudgeOptions {
  readonly evidence: SearchEvidence;
  readonly falseAlarmRatePerQuery: number;
  /** Draws the resamples of the intervals. */
  readonly rng: Rng;
  readonly about: Pick<
    CollageSummary,
    'corpus' | 'split' | 'seed' | 'model' | 'library' | 'withheld' | 'skipped'
  >;
}

/** Weighs what was found, and holds it against what is there. */
export function judgeCollages(
  sets: readonly PlannedSet[],
  found: ReadonlyMap<string, CollageFindings>,
  { evidence, falseAlarmRatePerQuery, rng, about }: JudgeOptions,
): CollageSummary {
  const decision = { evidence, libraryHours: about.library.hours, falseAlarmRatePerQuery };
  const proven = (query: CollageQuery) => provenSegments(found.get(query.id)!, decision);
  const lengths = [...found.values()].map(({ seconds }) => seconds);
  const single = sets.find(({ name }) => name === 'single');
  return {
    ...about,
    thresholds: {
      least: thresholdOf(Math.min(...lengths), decision),
      most: thresholdOf(Math.max(...lengths), decision),
    },
    falseAlarmRatePerQuery,
    sets: sets
      .filter(({ name }) => name !== 'single')
      .map(({ name, queries, foreign }) => ({
        name,
        ...collageFigures(
          queries.map((query) => annotatedPairs(query, proven(query).map(matchOf))),
          rng.fork(name),
        ),
        places: countPlaces(placesFound(queries, proven)),
        falseFilesOfSameGroup: queries.reduce((sum, query) => sum + filesOfSameGroup(proven(query)), 0),
        foreign: {
          queries: foreign.length,
          falseAlarms: foreign.filter((query) => proven(query).length > 0).length,
        },
      })),
    ...(single !== undefined && { single: singleFigures(single.queries, proven) }),
  };
}

function filesOfSameGroup(segments: readonly CollageSegment[]): number {
  const files = segments.filter(({ truth }) => truth.kind === 'non-target' && truth.sameGroup);
  return new Set(files.map(({ recordingId }) => recordingId)).size;
}

function singleFigures(
  queries: readonly CollageQuery[],
  proven: (query: CollageQuery) => readonly CollageSegment[],
): SingleFigures[] {
  const found = placesFound(queries, proven);
  return SINGLE_ALTERATIONS.map(({ name }, turn) => ({
    alteration: name,
    ...countPlaces(found.filter((_, i) => i % SINGLE_ALTERATIONS.length === turn)),
  }));
}

type PlaceFound = 'in place' | 'elsewhere' | 'nowhere';

/** Where the chunks of all queries, in their order, were found in their recordings. */
function placesFound(
  queries: readonly CollageQuery[],
  proven: (query: CollageQuery) => readonly CollageSegment[],
): PlaceFound[] {
  return queries.flatMap((query) => {
    const segments = proven(query);
    return query.chunks.map((chunk, number): PlaceFound => {
      if (segments.some(({ truth }) => truth.kind === 'target' && truth.chunk === number)) return 'in place';
      return segments.some((segment) => isOfRecording(segment, chunk)) ? 'elsewhere' : 'nowhere';
    });
  });
}

function countPlaces(found: readonly PlaceFound[]): PlaceCounts {
  const count = (place: PlaceFound) => found.filter((each) => each === place).length;
  return { chunks: found.length, hits: count('in place'), elsewhere: count('elsewhere') };
}

/** Whether a segment says that a chunk is of its recording, whatever the place. */
function isOfRecording(
  { truth, recordingId, candidateStartSeconds, candidateEndSeconds }: CollageSegment,
  { recordingId: own, queryStartSeconds, queryEndSeconds }: CollageQuery['chunks'][number],
): boolean {
  const middle = (candidateStartSeconds + candidateEndSeconds) / 2;
  return (
    truth.kind === 'unknown' && recordingId === own && middle > queryStartSeconds && middle < queryEndSeconds
  );
}

/**
 * The files of an evaluation: the summary; every segment with what it is and weighs; and what the public benchmark's own
 * scoring reads, `annotations.csv` and `matches.csv`.
 */
export function collageFiles(
  found: ReadonlyMap<string, CollageFindings>,
  evidence: SearchEvidence,
  summary: CollageSummary,
): Record<string, string> {
  const { library, falseAlarmRatePerQuery } = summary;
  const decision = { evidence, libraryHours: library.hours, falseAlarmRatePerQuery };
  const ofLibrary = [...found.values()].filter(({ isForeign }) => !isForeign);
  return {
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    'segments.csv': [...csvLines([...found.values()].flatMap((each) => segmentRows(each, evidence)))].join(
      '',
    ),
    'annotations.csv': [...csvLines(ofLibrary.flatMap(({ query }) => annotationRows(query)))].join(''),
    'matches.csv': [
      ...csvLines(
        ofLibrary.flatMap((each) => matchRows(each, provenSegments(each, decision))),
        MATCH_COLUMNS,
      ),
    ].join(''),
  };
}

function segmentRows({ query, isForeign, segments }: CollageFindings, evidence: SearchEvidence) {
  return segments.map(({ truth, recordingId, ...segment }) => ({
    query: query.id,
    foreign: Number(isForeign),
    recording: recordingId,
    truth: truth.kind,
    sameGroup: Number(truth.kind === 'non-target' && truth.sameGroup),
    chunk: truth.kind === 'target' ? truth.chunk : '',
    alteration: truth.kind === 'target' ? describeAugmentation(query.chunks[truth.chunk]!.augmentation) : '',
    weight: segmentWeight(evidence, segment),
    ...segment,
  }));
}

const MATCH_COLUMNS = [
  'reference_id',
  'query_id',
  'reference_begin',
  'reference_end',
  'query_begin',
  'query_end',
];

function matchRows({ query }: CollageFindings, segments: readonly CollageSegment[]) {
  return segments.map((segment) => {
    const { referenceId, reference, query: span } = matchOf(segment);
    return {
      reference_id: referenceId,
      query_id: query.id,
      reference_begin: reference.begin,
      reference_end: reference.end,
      query_begin: span.begin,
      query_end: span.end,
    };
  });
}

function annotationRows(query: CollageQuery) {
  return query.chunks.map((chunk) => {
    const { reference, query: span, tempoPercent } = annotationOf(chunk);
    return {
      reference_id: chunk.recordingId,
      query_id: query.id,
      reference_begin: reference.begin,
      reference_end: reference.end,
      query_begin: span.begin,
      query_end: span.end,
      tempo: tempoPercent,
      alteration: describeAugmentation(chunk.augmentation),
    };
  });
}
