import type { AlignedSegment } from '../alignment/index.js';
import type { LibraryRecording } from './library-recording.js';

/** A stretch in which a query runs together with a recording of a library: the recording is the reference. */
export interface MatchedSegment extends AlignedSegment {
  /** Mean cosine of the fragments that meet along the segment, in [−1, 1]. */
  readonly meanCosine: number;
  /**
   * log10 of how much more probable the findings are if the stretch is an altered copy of the recording than if it comes
   * from another. Of one recording: that many others were searched is accounted for by the threshold.
   */
  readonly logLikelihoodRatio: number;
  /** The same before it was bounded to what the calibration supports: for ranking, and for the threshold. */
  readonly weight: number;
}

/** A recording of a library, and where a query holds parts of it. */
export interface LibraryMatch {
  readonly recording: LibraryRecording;
  /** In order of the query's time; never empty. */
  readonly segments: readonly MatchedSegment[];
  /** The highest of its segments, and the weight behind it. */
  readonly logLikelihoodRatio: number;
  readonly weight: number;
}

/** What a search found. */
export interface SearchResult {
  /** Highest weight first. */
  readonly matches: readonly LibraryMatch[];
  /** A segment matches when its weight exceeds it: the higher the longer the query and the larger the library. */
  readonly threshold: number;
  /**
   * Share of queries that hold nothing of a library of this size and give a match all the same; estimated. Below the one
   * that was wanted where the threshold is at its least.
   */
  readonly falseAlarmRatePerQuery: number;
  /** Hours of sound that were searched. */
  readonly libraryHours: number;
  readonly warnings: readonly string[];
}
