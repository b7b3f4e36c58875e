export { libraryEntry } from './library-entry.js';
export type { LibraryEntry, LibraryRecording, LibraryWindows } from './library-recording.js';
export { LIBRARY_HOP_SECONDS, librarySettings, requireSameSettings } from './library-settings.js';
export type {
  LibraryFault,
  LibrarySettings,
  LibraryStats,
  LibraryStore,
  Neighbour,
} from './library-store.js';
