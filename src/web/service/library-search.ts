import type { AlignedSegment } from '../../alignment/index.js';
import type { RecordingFacts } from '../../verification/index.js';

/** A recording of the service's library. */
export interface LibraryRecording {
  /** SHA-256 of its file. */
  readonly id: string;
  readonly name: string;
  readonly durationSeconds: number;
}

/** A stretch of a library's recording (the reference) and of the query (the candidate) that run together. */
export interface MatchedSegment extends AlignedSegment {
  readonly logLikelihoodRatio: number;
}

export interface LibraryMatch {
  readonly recording: LibraryRecording;
  readonly segments: readonly MatchedSegment[];
  /** The highest of its segments. */
  readonly logLikelihoodRatio: number;
}

/** What a search found, as the service tells it. */
export interface SearchResult {
  readonly query: RecordingFacts;
  /** In order of their weight: the likelihood ratio before it was bounded to what the calibration supports. */
  readonly matches: readonly LibraryMatch[];
  /** What is shown weighs more. */
  readonly threshold: number;
  /** Share of queries of which such a library holds nothing that give a match all the same. */
  readonly falseAlarmRatePerQuery: number;
  readonly libraryHours: number;
  readonly warnings: readonly string[];
}

/** What is known of a library before it is searched. */
export interface LibraryFacts {
  readonly recordings: number;
  readonly durationSeconds: number;
  /** Whether the service's model can weigh what a search finds. */
  readonly isSearchable: boolean;
}
