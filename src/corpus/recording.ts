/** Training learns from train, choices and calibration are made on val, figures are reported on test. */
export const SPLITS = ['train', 'val', 'test'] as const;

/** The part of a corpus that a recording serves. */
export type Split = (typeof SPLITS)[number];

/** One recording of a corpus: where it lies and what is known about it without decoding it. */
export interface Recording {
  /** Path relative to the corpus' root, `/` between folders on every system; unique in the corpus. */
  readonly id: string;
  /** Path to open: the root joined with the id. */
  readonly path: string;
  /** What must not be torn apart by a split: artist, album's artist or package. */
  readonly group: string;
  /**
   * Ids of recordings that hold some of the same sound, as two mixes of one performance do, or two pieces made of the same
   * loops. Whether one is a copy of the other is a matter of words, so that a pair of them is no trial.
   */
  readonly sharesSoundWith?: readonly string[];
  readonly title?: string;
  /** As the publisher states it, preferably an SPDX identifier. */
  readonly licence?: string;
  readonly split?: Split;
  /** Of the file's bytes, 64 lower-case hexadecimal digits. */
  readonly sha256?: string;
  /** As the publisher or the container's header declares it, > 0. */
  readonly durationSeconds?: number;
  /** Kind of sound, in the publisher's words: music, ambient, speech, a genre, … */
  readonly category?: string;
  /** File type as the name or the publisher tells it: `mp3`, `ogg`, `wav`, … */
  readonly container?: string;
}

/** Why a file of a corpus is not used. */
export type SkipReason =
  | 'empty'
  | 'not-audio'
  | 'unreadable'
  | 'corrupt'
  | 'too-short'
  | 'duplicate'
  | 'missing'
  | 'unlisted'
  | 'hash-mismatch'
  | 'symlink-loop';

/** A file that is left out, and why. */
export interface SkippedRecording {
  /** Path relative to the corpus' root, as in {@link Recording.id}. */
  readonly path: string;
  readonly reason: SkipReason;
  /** For a person to read. */
  readonly message: string;
}

/** A set of recordings, and the files beside them that could not be used. */
export interface Corpus {
  readonly name: string;
  /** Folder that the ids are relative to. */
  readonly root: string;
  /** Ordered by id, compared by code units, so that the order is the same on every system. */
  readonly recordings: readonly Recording[];
  readonly skipped: readonly SkippedRecording[];
}

/** Order of recordings in a corpus: by UTF-16 code units, whatever the locale. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
