import { z } from 'zod';
import { applyEvidenceCalibration, evidenceCalibrationSchema } from '../evaluation/index.js';
import type { ComparisonEvidence } from './comparison.js';
import { VERBAL_CATALOGUES } from './verbal-catalogues.js';
import { verbalPhrase, verbalScale } from './verbal-scale.js';

/** What the ratio against other renditions is computed from. */
export const RENDITION_FEATURES = ['missingSound'] as const;

/** How missing sound becomes a likelihood ratio, and what that was fitted to. */
export const renditionEvidenceSchema = z.strictObject({
  /** Copies are its targets, renditions its non-targets; its recordings are recordings and compositions. */
  calibration: evidenceCalibrationSchema,
  /** What the trials were, in words. */
  basis: z.string(),
  /** SHA-256 of the files that it was fitted to, recordings and renditions: figures on these validate nothing. */
  fittedTo: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
  /** Figures on copies and compositions that it was not fitted to. */
  validation: z
    .strictObject({
      eer: z.number(),
      cllr: z.number(),
      cllrMin: z.number(),
      targets: z.int().positive(),
      nonTargets: z.int().positive(),
      compositions: z.int().positive(),
    })
    .optional(),
});

export type RenditionEvidence = z.infer<typeof renditionEvidenceSchema>;

/** Whether what runs together is a copy, rather than the same notes played anew. */
export interface RenditionFinding extends Pick<
  ComparisonEvidence,
  'logLikelihoodRatio' | 'likelihoodRatioInterval95' | 'verbalScale' | 'propositions'
> {
  /** See `missingSound`. */
  readonly missingSound: number;
}

/** From this log10 ratio down a comparison warns of another rendition: ten times as probable as a copy, or more. */
export const RENDITION_WARNING_RATIO = -1;
/** Where no ratio is to be had, it warns from this share up: about where the default model's ratio is as low. */
const UNWEIGHED_WARNING_SHARE = 0.1;

/** Weighs whether what runs together is a copy or another rendition of one composition. */
export function weighMissingSound(missing: number, { calibration }: RenditionEvidence): RenditionFinding {
  const { logLikelihoodRatio, interval95 } = applyEvidenceCalibration(calibration, [missing]);
  const conclusion = verbalScale(logLikelihoodRatio);
  const { en } = VERBAL_CATALOGUES;
  return {
    missingSound: missing,
    logLikelihoodRatio,
    likelihoodRatioInterval95: interval95,
    verbalScale: { ...conclusion, phrase: verbalPhrase(conclusion, en, en.renditionPropositions) },
    propositions: en.renditionPropositions,
  };
}

/** Whether two recordings sound as two renditions of one composition do, by the ratio where there is one. */
export function soundsLikeAnotherRendition(missing: number, finding: RenditionFinding | undefined): boolean {
  return finding === undefined
    ? missing >= UNWEIGHED_WARNING_SHARE
    : finding.logLikelihoodRatio <= RENDITION_WARNING_RATIO;
}
