import type { ModelManifest } from '../../embedding/index.js';
import type { EvidenceModel, Examination } from '../../verification/index.js';

/** All that a report is made of. The same input gives the same report. */
export interface ReportInput {
  readonly examination: Examination;
  readonly manifest: ModelManifest;
  /** What the ratio was weighed by; absent where the model is not calibrated. */
  readonly calibration?: { readonly evidence: EvidenceModel; readonly sha256: string };
  readonly software: {
    /** Name and version of the program. */
    readonly name: string;
    /** Name and version of what decodes, and of the libraries that it decodes by. */
    readonly decoder: string;
  };
  /** The face of the program that made the report. */
  readonly madeBy: 'command' | 'page';
  /** As it was typed; where the page made the report, the one that gives the same findings. */
  readonly command: string;
  /** As the caller gives it, in any words; absent: a line to fill in. */
  readonly date?: string;
  readonly case?: string;
  readonly examiner?: string;
}
