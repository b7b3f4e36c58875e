export type { LibraryEntry, LibraryRecording, LibraryWindows } from './library-recording.js';
export type {
  LibraryFault,
  LibrarySettings,
  LibraryStats,
  LibraryStore,
  Neighbour,
} from './library-store.js';
