import { analyseFile, type FileAnalysisPorts, type RecordingFacts } from '../verification/index.js';
import type { SearchResult } from './library-match.js';
import { QUERY_HOP_SECONDS } from './search-library.js';
import { searchRecording, type LibrarySearch, type SearchOptions } from './search-recording.js';

/** A file that was searched, and what was found. */
export interface SearchedFile extends SearchResult {
  readonly query: RecordingFacts;
}

/** @throws DoppeltonError What `analyseFile` and {@link searchRecording} throw. */
export async function searchFile(
  ports: FileAnalysisPorts,
  path: string,
  search: LibrarySearch,
  options: SearchOptions = {},
): Promise<SearchedFile> {
  const { facts, analysis, variety, warnings } = await analyseFile(ports, path, {
    hopSeconds: QUERY_HOP_SECONDS,
    forDetection: false,
  });
  const found = await searchRecording(analysis, search, { ...options, variety });
  return { ...found, query: facts, warnings: [...warnings, ...found.warnings] };
}
