import { DoppeltonError } from '../errors/index.js';
import { VERBAL_CATALOGUES, type Propositions, type VerbalCatalogue } from './verbal-catalogues.js';

/** Which of the two propositions the findings support. */
export type SupportDirection = 'same' | 'different' | 'neither';

/** Degrees of support, from none up. */
export type SupportStrength =
  'none' | 'weak' | 'moderate' | 'moderately-strong' | 'strong' | 'very-strong' | 'extremely-strong';

/** A step of the verbal scale, as data. */
export interface VerbalConclusion {
  /** `neither` exactly when `strength` is `none`. */
  readonly direction: SupportDirection;
  readonly strength: SupportStrength;
}

/** Where each degree begins, as a likelihood ratio (or its reciprocal); the beginning belongs to the degree. */
const DEGREES = [
  { from: 1_000_000, strength: 'extremely-strong' },
  { from: 10_000, strength: 'very-strong' },
  { from: 1000, strength: 'strong' },
  { from: 100, strength: 'moderately-strong' },
  { from: 10, strength: 'moderate' },
  { from: 2, strength: 'weak' },
] as const;

/**
 * The step of ENFSI's verbal scale that a likelihood ratio stands on: below 2 no support, from 2 weak, 10 moderate,
 * 100 moderately strong, 1000 strong, 10 000 very strong, 1 000 000 extremely strong; the same for the reciprocals of
 * ratios below 1, in favour of the alternative.
 *
 * @param log10LikelihoodRatio - Finite; above 0 supports `same`.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for NaN or an infinity.
 * @see ENFSI Guideline for Evaluative Reporting in Forensic Science, 2015, section 4 and its table of verbal scales.
 */
export function verbalScale(log10LikelihoodRatio: number): VerbalConclusion {
  if (!Number.isFinite(log10LikelihoodRatio)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `the log10 likelihood ratio is ${log10LikelihoodRatio}, expected a finite number`,
    );
  }
  const size = Math.abs(log10LikelihoodRatio);
  const degree = DEGREES.find(({ from }) => size >= Math.log10(from));
  if (degree === undefined) return { direction: 'neither', strength: 'none' };
  return { direction: log10LikelihoodRatio > 0 ? 'same' : 'different', strength: degree.strength };
}

/**
 * A conclusion as one sentence. It speaks of how well the propositions explain the findings, not of how probable the
 * propositions are.
 *
 * @param catalogue - The language; English by default.
 * @param propositions - What was weighed; the catalogue's first pair by default.
 */
export function verbalPhrase(
  { direction, strength }: VerbalConclusion,
  catalogue: VerbalCatalogue = VERBAL_CATALOGUES.en,
  { same, different }: Propositions = catalogue.propositions,
): string {
  if (direction === 'neither' || strength === 'none') return catalogue.noSupport(same, different);
  const words = catalogue.strengths[strength];
  return direction === 'same'
    ? catalogue.support(words, same, different)
    : catalogue.support(words, different, same);
}
