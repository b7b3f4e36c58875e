import type { RecordingSketch } from '../alignment/index.js';
import type { LibraryEntry, LibraryRecording, LibraryWindows, RecordingFile } from './library-recording.js';

/** What a library was made with; another model's vectors mean something else. */
export interface LibrarySettings {
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  /** Numbers of a vector. */
  readonly embeddingSize: number;
  /** Length of a window and distance between the starts of two, in seconds. */
  readonly windowSeconds: number;
  readonly hopSeconds: number;
}

/** A stored window that is like a query's. */
export interface Neighbour {
  readonly recordingId: string;
  /** Which of the recording's windows, and when it sounds. */
  readonly window: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Of the angle between the two vectors, in [−1, 1]; as exact as the stored directions are. */
  readonly cosine: number;
}

/** How large a library is. */
export interface LibraryStats {
  readonly settings: LibrarySettings;
  readonly recordings: number;
  readonly windows: number;
  readonly durationSeconds: number;
  /** On disk, or in the database, indexes included. */
  readonly storedBytes: number;
}

/** Something that {@link LibraryStore.verify} found wrong. */
export interface LibraryFault {
  /** Absent where it is not one recording's fault. */
  readonly recordingId?: string;
  readonly message: string;
}

/**
 * Port: where a library's recordings are kept, and found by their vectors.
 *
 * What a resolved promise says is so even if the process is killed right after it. Several processes may read a library
 * while one or more write to it.
 *
 * All methods throw DoppeltonError `LIBRARY_UNAVAILABLE` when the store cannot be reached or is full, and
 * `LIBRARY_DAMAGED` when what it holds cannot be read.
 */
export interface LibraryStore {
  readonly settings: LibrarySettings;
  /**
   * Puts recordings in, all of them or none. One that is there already is left as it is.
   *
   * @returns The ids that were new.
   * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` when vectors have another size than the library's.
   */
  add(entries: readonly LibraryEntry[]): Promise<readonly string[]>;
  /** @returns The ids that were there and are not any more. */
  remove(ids: readonly string[]): Promise<readonly string[]>;
  /**
   * Notes further places of recordings that are there, all of them or none.
   *
   * @returns Those that were not known before; none of recordings that are not there.
   */
  addPaths(files: readonly RecordingFile[]): Promise<readonly RecordingFile[]>;
  /**
   * Forgets places of recordings, all of them or none. A recording goes with its last one.
   *
   * @returns The ids of the recordings that went.
   */
  removePaths(files: readonly RecordingFile[]): Promise<readonly string[]>;
  /** Of these ids, the ones that are there. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  get(id: string): Promise<LibraryRecording | undefined>;
  /** All recordings, in order of their paths; read piece by piece. */
  list(): AsyncIterable<LibraryRecording>;
  /** @returns Undefined for an id that is not there. */
  windows(id: string): Promise<LibraryWindows | undefined>;
  /** @returns Undefined for an id that is not there. */
  sketch(id: string): Promise<RecordingSketch | undefined>;
  /**
   * The stored windows most like each query's, most alike first: approximate, by an index.
   *
   * @param directions - Of `quantiseDirection`, one behind the other; shape (queries, embeddingSize).
   * @param count - Neighbours wanted for each query, >= 1.
   */
  nearest(directions: Int8Array, count: number): Promise<readonly (readonly Neighbour[])[]>;
  stats(): Promise<LibraryStats>;
  /** Reads all that is stored and checks it. */
  verify(onProgress?: (recordings: number) => void): AsyncIterable<LibraryFault>;
  /** Brings the index up to date with what was put in, and gives back the space of what was removed. */
  optimise(): Promise<void>;
  close(): Promise<void>;
}
