/**
 * Something that was done to the candidate, as far as the sound supports it. Uncertainties are half the width of an
 * interval that held the truth in 95 % of cases on the validation split.
 */
export type DetectedAlteration =
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
       * Power of what comes from the reference over that of the noise, between 46 Hz and 9 kHz; the uncertainty holds for
       * white and pink noise. Of brown noise most lies below, and is not counted.
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
  | { readonly kind: 'lossy-coding' }
  | {
      readonly kind: 'gain';
      readonly gainDb: number;
      readonly uncertaintyDb: number;
    }
  | {
      /** Sound of the reference that the candidate leaves out. */
      readonly kind: 'cut';
      readonly candidateSeconds: number;
      readonly removedSeconds: number;
    }
  | {
      /** Sound that the reference does not have, in the midst of what it has. */
      readonly kind: 'insertion';
      readonly candidateStartSeconds: number;
      readonly candidateEndSeconds: number;
    };

export type AlterationKind = DetectedAlteration['kind'];
