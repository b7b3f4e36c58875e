import type { RecordedValidation, ValidationRecord } from '../evaluation/index.js';
import type { Findings, FoundSegment } from './compare-analyses.js';
import type { ComparisonEvidence } from './comparison.js';
import { weighMeasurements, type EvidenceModel } from './evidence-model.js';
import { measurePair } from './pair-measurements.js';
import { VERBAL_CATALOGUES } from './verbal-catalogues.js';
import { verbalPhrase, verbalScale } from './verbal-scale.js';

/** Lengths of the two recordings, and whether one of them cannot prove anything. */
export interface WeighingContext {
  readonly referenceSeconds: number;
  readonly candidateSeconds: number;
  /** Sound that only ticks or hums aligns with all that does: no ratio above 1 is then stated. */
  readonly lacksVariety: boolean;
}

/** The protocol whose figures stand for an unknown alteration: several at once, where it was tested. */
const GENERAL_PROTOCOL = 'chain';

/** Weighs what two recordings have in common. */
export function weighFindings(
  findings: Findings,
  evidence: EvidenceModel,
  { referenceSeconds, candidateSeconds, lacksVariety }: WeighingContext,
): ComparisonEvidence {
  const measured = measurePair(findings, referenceSeconds, candidateSeconds);
  const { logLikelihoodRatio: ratio, interval95 } = weighMeasurements(evidence, measured);
  const capped = (value: number) => (lacksVariety ? Math.min(0, value) : value);
  const logLikelihoodRatio = capped(ratio);
  const conclusion = verbalScale(logLikelihoodRatio);
  const validation = nearestValidation(evidence, Math.min(referenceSeconds, candidateSeconds));
  return {
    logLikelihoodRatio,
    likelihoodRatioInterval95: [capped(interval95[0]), capped(interval95[1])],
    verbalScale: { ...conclusion, phrase: verbalPhrase(conclusion) },
    propositions: VERBAL_CATALOGUES.en.propositions,
    ...(validation !== undefined && { validation: figuresOf(validation) }),
  };
}

/**
 * Whether a ratio, or the upper end of its interval, was cut off at 1 since the sound of a recording cannot prove a common
 * origin. Both are weighed sums of measurements, so that nothing else comes out at exactly 1 (log10 0).
 */
export function isCutOffAtOne({
  logLikelihoodRatio,
  likelihoodRatioInterval95,
}: Partial<ComparisonEvidence>): boolean {
  return logLikelihoodRatio === 0 || likelihoodRatioInterval95?.[1] === 0;
}

/** The segments that would make a match each on its own. */
export function provenSegments(
  findings: Findings,
  evidence: EvidenceModel,
  threshold: number,
  { referenceSeconds, candidateSeconds }: WeighingContext,
): FoundSegment[] {
  return findings.segments.filter((segment) => {
    const alone = measurePair({ ...findings, segments: [segment] }, referenceSeconds, candidateSeconds);
    return weighMeasurements(evidence, alone).logLikelihoodRatio > threshold;
  });
}

/**
 * What was recorded under the tested conditions nearest to a comparison: of the general protocol, at the longest tested
 * duration that the shorter recording reaches.
 *
 * @param seconds - Length of the shorter recording.
 */
export function nearestValidation(
  { validation }: EvidenceModel,
  seconds: number,
): RecordedValidation | undefined {
  const general = validation.filter(({ protocol }) => protocol === GENERAL_PROTOCOL);
  const records = (general.length > 0 ? general : validation).toSorted(
    (a, b) => a.durationSeconds - b.durationSeconds,
  );
  return records.findLast(({ durationSeconds }) => durationSeconds <= seconds + 0.5) ?? records[0];
}

/** Without the curve, which is for drawing. */
function figuresOf({
  protocol,
  durationSeconds,
  pairLengths,
  eer,
  cllr,
  cllrMin,
  targets,
  nonTargets,
}: RecordedValidation): ValidationRecord {
  const lengths = { durationSeconds, ...(pairLengths !== undefined && { pairLengths }) };
  return { protocol, ...lengths, eer, cllr, cllrMin, targets, nonTargets };
}
