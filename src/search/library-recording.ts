import type { AudioFormat } from '../audio/index.js';
import type { RecordingSketch } from '../alignment/index.js';

/** What a library knows about one of its recordings. */
export interface LibraryRecording {
  /** SHA-256 of the file's bytes in lower-case hexadecimal: the same file is never held twice. */
  readonly id: string;
  /** Where the file was when it was added. */
  readonly path: string;
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
