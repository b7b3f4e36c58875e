import type { Comparison } from '../../verification/index.js';

/** A stretch of both recordings to be heard side by side. */
export interface CommonStretch {
  readonly referenceStartSeconds: number;
  readonly referenceEndSeconds: number;
  readonly candidateStartSeconds: number;
  readonly candidateEndSeconds: number;
  readonly tempoRatio: number;
  readonly pitchShiftSemitones: number;
  /** Absent where the two do not run together, but only sound most alike. */
  readonly score?: number;
  /** log10; where it is weighed by itself. */
  readonly logLikelihoodRatio?: number;
}

/** The stretches in which the two run together; where there is none, the one in which they sound most alike. */
export function commonStretches({ segments, bestFragments }: Comparison): readonly CommonStretch[] {
  return segments.length > 0 ? segments : [{ ...bestFragments, tempoRatio: 1, pitchShiftSemitones: 0 }];
}

/** The longest of them, in the candidate. */
export function longestStretch(stretches: readonly CommonStretch[]): CommonStretch {
  const length = (stretch: CommonStretch) => stretch.candidateEndSeconds - stretch.candidateStartSeconds;
  return stretches.reduce((longest, stretch) => (length(stretch) > length(longest) ? stretch : longest));
}
