import type { Comparison } from '../../verification/index.js';

/** A recording's constant-Q transform as a picture. */
export interface LevelPicture {
  /** 0 is 72 dB and more below the loudest, 255 the loudest; shape (bins, columns), lowest bin first. */
  readonly levels: Uint8Array;
  readonly bins: number;
  readonly columns: number;
  readonly binsPerOctave: number;
  readonly durationSeconds: number;
}

/** How alike the fragments of two recordings are, each with each. */
export interface SimilarityPicture {
  /** 0 for a cosine of 0 and less, 255 for 1; shape (candidate's fragments, reference's fragments). */
  readonly levels: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  /** What the middles of the first and the last fragment span in either recording. */
  readonly referenceSeconds: readonly [number, number];
  readonly candidateSeconds: readonly [number, number];
}

/** All that the page shows of a comparison. */
export interface ComparisonOutcome {
  readonly comparison: Comparison;
  readonly reference: LevelPicture;
  readonly candidate: LevelPicture;
  readonly similarity: SimilarityPicture;
}
