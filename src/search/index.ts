export { libraryEntry } from './library-entry.js';
export { libraryFragments } from './library-fragments.js';
export {
  pathsById,
  recordingAt,
  type LibraryEntry,
  type LibraryRecording,
  type LibraryWindows,
  type RecordingFile,
} from './library-recording.js';
export {
  LIBRARY_HOP_SECONDS,
  librarySettings,
  requireSameModel,
  requireSameSettings,
} from './library-settings.js';
export type {
  LibraryFault,
  LibrarySettings,
  LibraryStats,
  LibraryStore,
  Neighbour,
} from './library-store.js';
export type { LibraryMatch, MatchedSegment, SearchResult } from './library-match.js';
export { likelyRecordings, type LikelyRecording, type QueryWindow } from './likely-places.js';
export { standsOutOfNoise, type SoundFacts } from './noise-guard.js';
export {
  expectedFalseAlarmRate,
  parseSearchEvidence,
  SEARCH_FEATURES,
  searchFeatures,
  searchThreshold,
  segmentWeight,
  weighSegment,
  type SearchedSound,
  type SearchEvidence,
} from './search-evidence.js';
export { alignWithLibrary, QUERY_HOP_SECONDS, type AlignedRecording } from './search-library.js';
export { searchFile, type SearchedFile } from './search-file.js';
export { searchRecording, type LibrarySearch, type SearchOptions } from './search-recording.js';
export { wholeSeconds } from './whole-seconds.js';
export { SEARCH_WARNINGS } from './search-warnings.js';
