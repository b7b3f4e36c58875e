import type { TracedCodec } from './coding/codec-grids.js';

/** A stretch of the candidate. */
export interface CandidateStretch {
  readonly candidateStartSeconds: number;
  readonly candidateEndSeconds: number;
}

/** Where something was found that was not found everywhere. */
export interface FoundIn {
  /**
   * In order of time. Absent where it was found in all that the two have in common, as always where that has one tempo
   * and pitch throughout.
   */
  readonly stretches?: readonly CandidateStretch[];
}

/**
 * Something that was done to the candidate, as far as the sound supports it. Uncertainties are bounds that about 95 % of
 * the errors stayed within on a few dozen stretches of the validation split: fixed, but for those of tempo and speed,
 * which follow from the length of the longest stretch. They know nothing else of the case.
 */
export type DetectedAlteration = SoundAlteration | EditAlteration;

/** What was done to the sound of stretches. Where it differs from stretch to stretch, it says in which it was found. */
export type SoundAlteration = FoundIn &
  (
    | {
        readonly kind: 'pitch-shift';
        /** Added to the reference. */
        readonly shiftSemitones: number;
        readonly uncertaintySemitones: number;
      }
    | {
        readonly kind: 'tempo-change';
        /** Candidate's speed over the reference's. */
        readonly tempoRatio: number;
        readonly uncertaintyRatio: number;
      }
    | {
        /** Tempo and pitch by one ratio, as on a tape that runs too fast. */
        readonly kind: 'speed-change';
        readonly speedRatio: number;
        readonly uncertaintyRatio: number;
      }
    | {
        readonly kind: 'band-limit';
        /** 3 dB down; absent where the band is open. */
        readonly lowHz?: number;
        readonly highHz?: number;
        readonly uncertaintyOctaves: number;
      }
    | {
        readonly kind: 'added-noise';
        /**
         * Power of what comes from the reference over that of the noise, between 46 Hz and 9 kHz. Within 2 dB or so for white
         * noise; too high by 6 to 10 dB for brown noise, most of which lies below.
         */
        readonly snrDb: number;
        readonly uncertaintyDb: number;
      }
    | {
        readonly kind: 'reverberation';
        /** Until it has fallen by 60 dB. */
        readonly decaySeconds: number;
        /** The truth lies between a part and a multiple by this factor. */
        readonly uncertaintyFactor: number;
      }
    | {
        readonly kind: 'lossy-coding';
        readonly codec: TracedCodec;
        /** That the codec worked at. */
        readonly sampleRateHz: number;
      }
    | {
        readonly kind: 'gain';
        readonly gainDb: number;
        readonly uncertaintyDb: number;
      }
  );

/** What was done between stretches. */
export type EditAlteration =
  | {
      /** Sound of the reference that the candidate leaves out. */
      readonly kind: 'cut';
      readonly candidateSeconds: number;
      readonly removedSeconds: number;
    }
  | {
      /** Sound that the reference does not have, between stretches that it has. */
      readonly kind: 'insertion';
      readonly candidateStartSeconds: number;
      readonly candidateEndSeconds: number;
    };

export type AlterationKind = DetectedAlteration['kind'];
