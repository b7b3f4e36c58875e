import type { FamilyWithDuplicates, LibraryGraph } from '../../../collection/index.js';
import type { RecordingFacts } from '../../../verification/index.js';
import type { LibraryRecording, SearchOptions, SearchResult } from '../../../search/index.js';

/** What a process that works on recordings is given at its start. */
export interface RecordingProcessSettings {
  /** As for `loadModel`. */
  readonly model: string;
  /** Of sound in one recording. */
  readonly maximumSeconds: number;
  /** As for `openLibrary`; the library that is added to and searched. */
  readonly library?: string;
}

/** A file under a name of its own: what is told of it names no folder of this machine. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

export interface ComparisonJob {
  readonly kind: 'comparison';
  readonly reference: NamedFile;
  readonly candidate: NamedFile;
  readonly threshold?: number;
}

/** A file to be put into the library. */
export interface AdditionJob {
  readonly kind: 'addition';
  readonly recording: NamedFile;
  /** Where the library is to say that the file lies. */
  readonly keptPath: string;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
}

/** What became of an addition. */
export interface Addition {
  readonly recording: LibraryRecording;
  /** Whether the library did not hold it before. */
  readonly isNew: boolean;
}

export interface SearchJob extends SearchOptions {
  readonly kind: 'search';
  readonly query: NamedFile;
}

export interface UsedModel {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** What a search found, and in what. */
export interface FileSearch extends SearchResult {
  readonly query: RecordingFacts;
  readonly model: UsedModel;
}

/** The library's recordings are held against one another; no file is opened. */
export interface DuplicatesJob {
  readonly kind: 'duplicates';
  /** As of `libraryGraph`. */
  readonly falseAlarmRatePerRecording?: number;
}

/** What the recordings of a library have in common with one another. */
export interface LibraryDuplicates extends Omit<LibraryGraph, 'recordings' | 'pairs'> {
  /** As of `familiesWithDuplicates`. */
  readonly families: readonly FamilyWithDuplicates[];
  /** How many were held against one another. */
  readonly recordings: number;
  readonly model: UsedModel;
}

/** Work on files whose senders are not trusted, and on a library of such. */
export type RecordingJob = ComparisonJob | AdditionJob | SearchJob | DuplicatesJob;

/** Seconds of sound worked off so far, of how many; 0 when a file's header does not say. */
export interface RecordingNote {
  readonly doneSeconds: number;
  readonly totalSeconds: number;
}

/** The files that a job works on. */
export function filesOf(job: RecordingJob): readonly NamedFile[] {
  switch (job.kind) {
    case 'comparison':
      return [job.reference, job.candidate];
    case 'addition':
      return [job.recording];
    case 'search':
      return [job.query];
    case 'duplicates':
      return [];
  }
}
