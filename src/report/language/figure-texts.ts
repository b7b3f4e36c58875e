/** What stands in and below the report's pictures. */
export interface FigureTexts {
  readonly reference: string;
  readonly candidate: string;
  readonly hertz: string;
  readonly waveforms: MatchCaption;
  readonly spectrograms: MatchCaption & {
    readonly referenceTime: string;
    readonly candidateTime: string;
    /** What the colours mean, in one line beside the scale. */
    readonly level: string;
  };
  readonly similarity: MatchCaption & { readonly scale: string };
  readonly validation: {
    /** With {@link fragments} or {@link pairs}. */
    readonly caption: (trials: string) => string;
    readonly fragments: (protocol: string, duration: string) => string;
    readonly pairs: (list: string) => string;
    readonly alternative: string;
    readonly detTitle: string;
    readonly falseAcceptance: string;
    readonly falseRejection: string;
    readonly tippettTitle: string;
    readonly ratio: string;
    readonly share: string;
    readonly targets: string;
    readonly nonTargets: string;
    readonly thisCase: (ratio: string) => string;
  };
}

/** The line below a picture, and what it shows for those who cannot see it. */
export interface FigureCaption {
  readonly caption: string;
  readonly alternative: string;
}

/** A picture with matched stretches in it, and what is said where there are none. */
export interface MatchCaption extends FigureCaption {
  readonly notAligned: FigureCaption;
}
