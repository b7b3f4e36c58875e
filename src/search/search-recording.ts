import { DoppeltonError } from '../errors/index.js';
import type { ConstantQConfig } from '../features/index.js';
import { soundVariety } from '../alignment/index.js';
import { LEAST_VARIETY, type RecordingAnalysis } from '../verification/index.js';
import type { LibraryMatch, MatchedSegment, SearchResult } from './library-match.js';
import type { LibraryStore } from './library-store.js';
import { soundsLikeNoise, standsOutOfNoise, type SoundFacts } from './noise-guard.js';
import {
  expectedFalseAlarmRate,
  searchThreshold,
  segmentWeight,
  weighSegment,
  type SearchEvidence,
} from './search-evidence.js';
import { SEARCH_WARNINGS } from './search-warnings.js';
import { alignWithLibrary, type AlignedRecording } from './search-library.js';

/** Queries are searched that are shorter, but no figures speak of them. */
const SHORTEST_SECONDS = 4;

export interface LibrarySearch {
  readonly store: LibraryStore;
  readonly config: ConstantQConfig;
  readonly evidence: SearchEvidence;
}

export interface SearchOptions {
  /** Matches at most; all by default. */
  readonly top?: number;
  /** In how many ways the query's sound varies, where that is known; reckoned otherwise. */
  readonly variety?: number;
  /** Wanted false-alarm rate per query against the whole library, in (0, 1]; the evidence's own by default. */
  readonly falseAlarmRatePerQuery?: number;
}

/**
 * Every stretch of a query that is an altered copy of a stretch of a recording in a library.
 *
 * @param query - Analysed with windows `QUERY_HOP_SECONDS` apart.
 * @throws DoppeltonError What the store throws; `SETTING_OUT_OF_RANGE`.
 */
export async function searchRecording(
  query: RecordingAnalysis,
  { store, config, evidence }: LibrarySearch,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const rate = options.falseAlarmRatePerQuery ?? evidence.falseAlarmRatePerQuery;
  if (!(rate > 0 && rate <= 1)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `the false-alarm rate is ${rate}; it lies in (0, 1]`);
  }
  const libraryHours = (await store.stats()).durationSeconds / 3600;
  const searched = { libraryHours, querySeconds: query.embedding.durationSeconds };
  const threshold = searchThreshold(evidence, searched, rate);
  const falseAlarmRatePerQuery = expectedFalseAlarmRate(evidence, searched, rate);
  const found = { threshold, falseAlarmRatePerQuery, libraryHours };
  const variety = options.variety ?? soundVariety(query.plane, config);
  if (variety < LEAST_VARIETY) {
    return { ...found, matches: [], warnings: [SEARCH_WARNINGS.holdsOneSound(variety)] };
  }
  const facts = { variety, durationSeconds: query.embedding.durationSeconds };
  const aligned = await alignWithLibrary(query, { store, config });
  const matches: LibraryMatch[] = [];
  for (const recording of aligned) {
    const match = await matchOf(facts, recording, { store, evidence, threshold });
    if (match !== undefined) matches.push(match);
  }
  matches.sort((a, b) => b.weight - a.weight);
  return {
    ...found,
    matches: matches.slice(0, options.top ?? matches.length),
    warnings: doubtsOf(facts),
  };
}

/** Why a query may hold more, or less, than was found. */
function doubtsOf(query: SoundFacts): string[] {
  const { variety, durationSeconds } = query;
  return [
    ...(soundsLikeNoise(query) ? [SEARCH_WARNINGS.soundsLikeNoise(variety)] : []),
    ...(durationSeconds < SHORTEST_SECONDS ? [SEARCH_WARNINGS.short(durationSeconds, SHORTEST_SECONDS)] : []),
  ];
}

async function matchOf(
  query: SoundFacts,
  { recordingId, segments }: AlignedRecording,
  { store, evidence, threshold }: Pick<LibrarySearch, 'store' | 'evidence'> & { readonly threshold: number },
): Promise<LibraryMatch | undefined> {
  const proven = segments
    .map((segment): MatchedSegment => ({
      ...segment,
      logLikelihoodRatio: weighSegment(evidence, segment),
      weight: segmentWeight(evidence, segment),
    }))
    .filter(({ weight }) => weight > threshold);
  if (proven.length === 0) return undefined;
  const recording = await store.get(recordingId);
  if (recording === undefined || recording.variety < LEAST_VARIETY) return undefined;
  const told = proven.filter((segment) => standsOutOfNoise(segment, recording, query));
  if (told.length === 0) return undefined;
  const best = told.reduce((a, b) => (b.weight > a.weight ? b : a));
  const { logLikelihoodRatio, weight } = best;
  return { recording, segments: told, logLikelihoodRatio, weight };
}
