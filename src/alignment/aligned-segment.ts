/** A stretch in which two recordings run together. */
export interface AlignedSegment {
  readonly referenceStartSeconds: number;
  readonly referenceEndSeconds: number;
  readonly candidateStartSeconds: number;
  readonly candidateEndSeconds: number;
  /** Candidate's speed over the reference's; 1.08: the candidate plays 8 % faster. */
  readonly tempoRatio: number;
  /** Semitones added to the reference. */
  readonly pitchShiftSemitones: number;
  /** Correlation of the whitened constant-Q columns along the segment, in [−1, 1]. */
  readonly score: number;
  /**
   * How much better the two agree along the segment than up to 4 s beside it, in [−2, 1]: what has but a beat or a chord in
   * common has no lead, nor has music that repeats itself exactly.
   */
  readonly lead: number;
  /**
   * By how many standard deviations of the agreement up to 4 s beside the segment its own exceeds the mean of that: how far it
   * stands out from chance of the same tempo and pitch. 0 where too little lies beside to tell.
   */
  readonly prominence: number;
}

/** Two places that may belong together, e.g. because their embeddings are alike. */
export interface Anchor {
  /** Middle of the window in the reference. */
  readonly referenceSeconds: number;
  /** Middle of the window in the candidate. */
  readonly candidateSeconds: number;
}
