import type { DetectionInput } from './common-sound.js';
import type { AlterationKind, DetectedAlteration } from './detected-alteration.js';

/** Something that was really done, in the words of the detectors, with what measures its strength. */
export interface TrueAlteration {
  readonly alteration: DetectorTruth;
  /** How strong it is in words, e.g. `10–20 dB`; rates are given for each. */
  readonly strength: string;
}

/** A detected alteration without its uncertainty. */
export type DetectorTruth = DetectedAlteration extends infer A
  ? A extends DetectedAlteration
    ? Omit<A, `uncertainty${string}`>
    : never
  : never;

/** A fragment and an altered copy of it, both ready for detection. */
export interface KnownFragment extends DetectionInput {
  /** All that was done to it and that a detector exists for; none for an unaltered copy. */
  readonly truth: readonly TrueAlteration[];
  /**
   * Detectors that this fragment says nothing about, because it is a matter of taste whether they should speak: an echo
   * is a kind of reverberation.
   */
  readonly undecided: readonly AlterationKind[];
}

/** What was done to a fragment, and what was found. */
export interface DetectorOutcome extends Pick<KnownFragment, 'truth' | 'undecided'> {
  readonly detected: readonly DetectedAlteration[];
}
