import type { AudioFormat } from '../audio/index.js';

/** What is known about one of the two recordings. */
export interface RecordingFacts {
  readonly path: string;
  /** Of the file's bytes. */
  readonly sha256: string;
  readonly durationSeconds: number;
  readonly format: AudioFormat;
}

/** The stretches of the two recordings that sound most alike. */
export interface BestFragments {
  readonly referenceStartSeconds: number;
  readonly referenceEndSeconds: number;
  readonly candidateStartSeconds: number;
  readonly candidateEndSeconds: number;
}

/** The result of comparing two recordings. */
export interface Comparison {
  /** `match` exactly when score > threshold. */
  readonly verdict: 'match' | 'no-match';
  /** Highest cosine between a fragment of the reference and one of the candidate, in [-1, 1]. */
  readonly score: number;
  readonly threshold: number;
  readonly bestFragments: BestFragments;
  readonly reference: RecordingFacts;
  readonly candidate: RecordingFacts;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly warnings: readonly string[];
}
