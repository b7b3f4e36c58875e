import { parse } from 'node:path';
import { csvLines } from '../platform/node/index.js';
import { wholeSeconds, type MatchedSegment, type SearchedFile } from '../search/index.js';

type Row = Readonly<Record<string, string | number>>;
type RowOf = (query: string, recording: { path: string; id: string }, segment: MatchedSegment) => Row;

/** What was found as CSV, one line a segment. */
export function matchesCsv(searched: readonly SearchedFile[]): string {
  return table(searched, MATCH_COLUMNS, (query, { path, id }, segment) => ({
    query,
    recording: path,
    recordingId: id,
    queryStartSeconds: segment.candidateStartSeconds.toFixed(3),
    queryEndSeconds: segment.candidateEndSeconds.toFixed(3),
    recordingStartSeconds: segment.referenceStartSeconds.toFixed(3),
    recordingEndSeconds: segment.referenceEndSeconds.toFixed(3),
    tempoRatio: segment.tempoRatio.toFixed(5),
    pitchShiftSemitones: segment.pitchShiftSemitones.toFixed(3),
    agreement: segment.score.toFixed(4),
    logLikelihoodRatio: segment.logLikelihoodRatio.toFixed(3),
  }));
}

const MATCH_COLUMNS = [
  'query',
  'recording',
  'recordingId',
  'queryStartSeconds',
  'queryEndSeconds',
  'recordingStartSeconds',
  'recordingEndSeconds',
  'tempoRatio',
  'pitchShiftSemitones',
  'agreement',
  'logLikelihoodRatio',
];

/**
 * What was found as a matches file of the public benchmark for audio fingerprints: files by their names without
 * extension, stretches in whole seconds, [begin, end).
 *
 * @see Pexeso, "Audio Fingerprinting Benchmark Toolkit", 2023, section Matches File.
 */
export function matchesPex(searched: readonly SearchedFile[]): string {
  return table(searched, PEX_COLUMNS, (query, { path }, segment) => {
    const inReference = wholeSeconds(segment.referenceStartSeconds, segment.referenceEndSeconds);
    const inQuery = wholeSeconds(segment.candidateStartSeconds, segment.candidateEndSeconds);
    return {
      reference_id: parse(path).name,
      query_id: parse(query).name,
      reference_begin: inReference.begin,
      reference_end: inReference.end,
      query_begin: inQuery.begin,
      query_end: inQuery.end,
    };
  });
}

/**
 * Names by which a matches file cannot tell several files apart, queries and references each for themselves.
 *
 * @returns Of each such name the paths that go by it.
 */
export function ambiguousPexNames(
  searched: readonly SearchedFile[],
): readonly { readonly name: string; readonly paths: readonly string[] }[] {
  const found = searched.filter(({ matches }) => matches.length > 0);
  const queries = found.map(({ query }) => query.path);
  const references = found.flatMap(({ matches }) => matches.map(({ recording }) => recording.path));
  return [...byName(queries), ...byName(references)]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => ({ name, paths: [...paths] }));
}

function byName(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const named = new Map<string, Set<string>>();
  for (const path of paths) {
    const { name } = parse(path);
    named.set(name, (named.get(name) ?? new Set()).add(path));
  }
  return named;
}

const PEX_COLUMNS = [
  'reference_id',
  'query_id',
  'reference_begin',
  'reference_end',
  'query_begin',
  'query_end',
];

function table(searched: readonly SearchedFile[], columns: readonly string[], rowOf: RowOf): string {
  const rows = searched.flatMap(({ query, matches }) =>
    matches.flatMap(({ recording, segments }) =>
      segments.map((segment) => rowOf(query.path, recording, segment)),
    ),
  );
  return [...csvLines(rows, columns)].join('');
}
