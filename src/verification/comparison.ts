import type { AlignedSegment } from '../alignment/index.js';
import type { AudioFormat } from '../audio/index.js';
import type { DetectedAlteration } from '../detection/index.js';
import type { ValidationRecord } from '../evaluation/index.js';
import type { RenditionFinding } from './rendition-evidence.js';
import type { SupportStrength, SupportDirection } from './verbal-scale.js';

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

/** How strongly a comparison speaks for one of two propositions; there where the model is calibrated. */
export interface ComparisonEvidence {
  /** log10 of how much more probable the findings are if the candidate is a copy than if it is not. Bounded. */
  readonly logLikelihoodRatio: number;
  /** In log10 units as well; over resampled recordings of the calibration. */
  readonly likelihoodRatioInterval95: readonly [number, number];
  readonly verbalScale: {
    readonly direction: SupportDirection;
    readonly strength: SupportStrength;
    /** In words. */
    readonly phrase: string;
  };
  /** What the ratio is about. */
  readonly propositions: { readonly same: string; readonly different: string };
  /** How the system did under the tested conditions nearest to these; absent where none were recorded. */
  readonly validation?: ValidationRecord;
}

/** The result of comparing two recordings. */
export interface Comparison extends Partial<ComparisonEvidence> {
  /** `match` exactly when score > threshold. */
  readonly verdict: 'match' | 'no-match';
  /** What `scoreKind` says; higher means more alike. */
  readonly score: number;
  readonly threshold: number;
  /** A model without calibration decides by cosine alone. */
  readonly scoreKind: 'log10-likelihood-ratio' | 'cosine';
  /** Highest cosine between a fragment of the reference and one of the candidate, in [−1, 1]. */
  readonly cosine: number;
  readonly bestFragments: BestFragments;
  /** The stretches in which the two run together, in order of the candidate's time; empty where nothing is proved. */
  readonly segments: readonly AlignedSegment[];
  /** What was done to the candidate, as far as the segments support it; segments of another tempo or pitch are looked at apart. */
  readonly alterations: readonly DetectedAlteration[];
  /** Whether what runs together is a copy, rather than another rendition; absent where nothing can be said of it. */
  readonly againstRendition?: RenditionFinding;
  readonly reference: RecordingFacts;
  readonly candidate: RecordingFacts;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly warnings: readonly string[];
}
