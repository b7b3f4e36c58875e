import type { AudioFormat } from '../audio/index.js';
import type { RecordingSketch } from '../alignment/index.js';

/** What a library knows about one of its recordings. */
export interface LibraryRecording {
  /** SHA-256 of the file's bytes in lower-case hexadecimal: the same file is never held twice. */
  readonly id: string;
  /** Where the file was when it was added; the first of {@link paths}. */
  readonly path: string;
  /** All places at which files of these bytes were, in the order in which they became known. */
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly durationSeconds: number;
  readonly format: AudioFormat;
  /** In how many ways its sound varies, see `soundVariety`; what only hums or ticks proves nothing. */
  readonly variety: number;
  /** What a user must know about the decode. */
  readonly warnings: readonly string[];
}

/** Vectors of a recording's windows, in order of time. */
export interface LibraryWindows {
  /** Directions in a byte a number, see `quantiseDirection`; shape (windows, embeddingSize). */
  readonly directions: Int8Array;
  /** Start and end of each window in seconds; shape (windows, 2). */
  readonly times: Float32Array;
}

/** A recording as it is put into a library: all that is ever needed to find it and to align with it. */
export interface LibraryEntry {
  readonly recording: LibraryRecording;
  readonly windows: LibraryWindows;
  readonly sketch: RecordingSketch;
}

/** A file that holds a recording of a library. */
export interface RecordingFile {
  readonly id: string;
  readonly path: string;
}

/** A recording at other places. */
export function recordingAt<T extends Omit<LibraryRecording, 'path' | 'paths'>>(
  recording: T,
  paths: readonly [string, ...string[]],
): T & Pick<LibraryRecording, 'path' | 'paths'> {
  return { ...recording, path: paths[0], paths };
}

/** Paths by the ids of the recordings that lie there, each once. */
export function pathsById(files: readonly RecordingFile[]): ReadonlyMap<string, ReadonlySet<string>> {
  const paths = new Map<string, Set<string>>();
  for (const { id, path } of files) paths.set(id, (paths.get(id) ?? new Set()).add(path));
  return paths;
}
