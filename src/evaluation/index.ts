export { PAIR_CODE, allPairsTrials, type AllPairs, type AllPairsTrials } from './all-pairs.js';
export { annotatedPairs, annotationOf, type CollageMatch } from './collage/annotate-collage.js';
export { COLLAGE_LEVELS, drawChunkAlterations, type CollageLevel } from './collage/chunk-alterations.js';
export {
  collageFigures,
  type CollageFigures,
  type RetrievalCounts,
  type RetrievalFigures,
} from './collage/collage-figures.js';
export {
  planCollages,
  type CollageChunk,
  type CollageQuery,
  type CollageRecording,
} from './collage/collage-plan.js';
export type { AnnotatedPair, AnnotatedSpan, PairedSpan } from './collage/collage-score.js';
export { planReprises } from './collage/reprises.js';
export { planSingleAlterations, SINGLE_ALTERATIONS } from './collage/single-alterations.js';
export { areaUnderRoc } from './area-under-roc.js';
export { bootstrapEqualErrorRate, type BootstrapOptions, type Interval } from './bootstrap-interval.js';
export { crossCalibrate, type CrossCalibration } from './cross-calibration.js';
export { detCurve, type DetCurve } from './det-curve.js';
export { RARE_TARGET_COST, minDetectionCost, type DetectionCostModel } from './detection-cost.js';
export { equalErrorRate, equalErrorRateOfHull, type EqualErrorRate } from './equal-error-rate.js';
export {
  errorCurve,
  errorRatesAt,
  operatingPointAtFar,
  type ErrorCurve,
  type ErrorRates,
  type OperatingPoint,
} from './error-curve.js';
export {
  evaluateAllPairs,
  type AllPairsEvaluation,
  type AllPairsEvaluationOptions,
  type Figure,
  type MissRateAtFar,
  type SameGroupFar,
} from './evaluate-all-pairs.js';
export {
  evaluateTrials,
  type CllrCalibration,
  type EvaluateOptions,
  type Evaluation,
  type OwnThresholdRates,
  type TagFigures,
  type TrialCounts,
  type TrialFigures,
} from './evaluate-trials.js';
export { evidenceBounds, type EvidenceBounds } from './evidence-bounds.js';
export {
  applyEvidenceCalibration,
  evidenceCalibrationSchema,
  type Evidence,
  type EvidenceCalibration,
} from './evidence-calibration.js';
export type { EvidenceTrials } from './evidence-trials.js';
export { fitEvidenceCalibration, type EvidenceFitOptions } from './fit-evidence-calibration.js';
export { logLikelihoodRatioCost, minLogLikelihoodRatioCost } from './likelihood-ratio-cost.js';
export {
  FROM_LOG10,
  applyCalibration,
  fitLogisticCalibration,
  type LogisticCalibration,
  type LogisticFitOptions,
} from './logistic-calibration.js';
export { mostAlikeNonTargets, type AlikePair } from './most-alike-non-targets.js';
export { noErrorBound } from './no-error-bound.js';
export { normalDeviate } from './normal-deviate.js';
export { packTrials, type NamedTrial, type RecordingTrials } from './recording-trials.js';
export { validateTrials, type ScoredTrials } from './scored-trials.js';
export {
  PROTOCOLS,
  type DrawnRange,
  type ProtocolAlteration,
  type ProtocolName,
  type ProtocolSpec,
} from './protocol.js';
export {
  candidateTags,
  drawCandidate,
  foreignRecordingOf,
  foreignSeconds,
  type Candidate,
} from './protocol-candidate.js';
export {
  kindOfPair,
  planAllPairs,
  type AllPairsOptions,
  type AllPairsPlan,
  type GroupedRecording,
  type PairKind,
  type PairPlace,
} from './all-pairs-plan.js';
export {
  planRenditionTrials,
  RENDITION_ALTERATIONS,
  type RenditionPlan,
  type RenditionPlanOptions,
  type RenditionStretch,
} from './rendition-plan.js';
export { shareAbove, tippettCurve, type TippettCurve } from './tippett-curve.js';
export { admissibleStarts, surveySound, type SoundSurvey } from './sounding-seconds.js';
export {
  planTrials,
  type Fragment,
  type PlanOptions,
  type SurveyedRecording,
  type Trial,
  type TrialPlan,
} from './trial-plan.js';
export { countFragments, runProtocol, type ProtocolPorts, type RunOptions } from './run-protocol.js';
export { trialsOfPairs, type RecordingPair } from './pair-list.js';
export {
  summarise,
  type EvaluationSummary,
  type SkippedItem,
  type SummaryParts,
  type TrialOrigin,
} from './summary.js';
export { curvePointBelow, curveScore, validationCurve, type ValidationCurve } from './validation-curve.js';
export {
  recordedValidationSchema,
  validationRecordSchema,
  type RecordedValidation,
  type ValidationRecord,
} from './validation-record.js';
