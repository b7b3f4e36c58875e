import {
  expectedFalseAlarmRate,
  searchThreshold,
  type LibraryRecording,
  type MatchedSegment,
} from '../search/index.js';
import { libraryPairs, searchedPairs, type LibraryPairsOptions, type PairPorts } from './library-pairs.js';

/** Two recordings of a library that have something in common. */
export interface LibraryPair {
  /** Ids; the reference comes first in order of the paths. */
  readonly referenceId: string;
  readonly candidateId: string;
  /** Stretches in common, in order of the candidate's time; never empty. */
  readonly segments: readonly MatchedSegment[];
  /** Share of what sounds in either recording that lies in a stretch in common, in [0, 1], what fits again not counted. */
  readonly referenceShare: number;
  readonly candidateShare: number;
  /** What the two have in common as one whole: the stretches that lie on one line with the strongest. */
  readonly line: CommonLine;
  /** The highest of the segments', see `MatchedSegment.logLikelihoodRatio`. */
  readonly logLikelihoodRatio: number;
}

/** Stretches that follow one another at one tempo, one pitch and one distance. */
export interface CommonLine {
  readonly tempoRatio: number;
  readonly pitchShiftSemitones: number;
  /** Shares as of a {@link LibraryPair}, of these stretches alone. */
  readonly referenceShare: number;
  readonly candidateShare: number;
}

/** The recordings of a library, and which of them have something in common. */
export interface LibraryGraph {
  /** In order of their paths. */
  readonly recordings: readonly LibraryRecording[];
  readonly pairs: readonly LibraryPair[];
  /** Stretches count whose weight exceeds it: that of a query as long as the library's recordings are on the average. */
  readonly threshold: number;
  /**
   * Share of recordings that have nothing in common with any other and are joined to one all the same; estimated, see
   * `SearchResult.falseAlarmRatePerQuery`.
   */
  readonly falseAlarmRatePerRecording: number;
  readonly libraryHours: number;
}

/**
 * Which recordings of a library have something in common, found by searching the library for each of them. Works from
 * what the library keeps; no file is opened. Memory grows by the recordings' descriptions and the pairs that are found.
 *
 * @param options - As of {@link libraryPairs}.
 * @throws DoppeltonError What the store throws; `SETTING_OUT_OF_RANGE`.
 */
export async function libraryGraph(
  ports: PairPorts,
  options: LibraryPairsOptions = {},
): Promise<LibraryGraph> {
  const { store, evidence } = ports;
  const recordings: LibraryRecording[] = [];
  for await (const recording of store.list()) recordings.push(recording);
  const pairs: LibraryPair[] = [];
  for await (const pair of libraryPairs(ports, recordings, options)) pairs.push(pair);
  const searched = searchedPairs(await store.stats());
  const rate = options.falseAlarmRatePerRecording ?? evidence.falseAlarmRatePerQuery;
  return {
    recordings,
    pairs,
    threshold: searchThreshold(evidence, searched, rate),
    falseAlarmRatePerRecording: expectedFalseAlarmRate(evidence, searched, rate),
    libraryHours: searched.libraryHours,
  };
}
