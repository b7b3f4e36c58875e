export {
  compareRecordings,
  examineRecordings,
  LEAST_VARIETY,
  NOISE_VARIETY,
  type CompareOptions,
  type ComparisonPorts,
  type Examination,
} from './compare-recordings.js';
export type { BestFragments, Comparison, ComparisonEvidence, RecordingFacts } from './comparison.js';
export {
  LANGUAGES,
  PROPOSITION_DIFFERENT,
  PROPOSITION_SAME,
  VERBAL_CATALOGUES,
  type Language,
  type VerbalCatalogue,
} from './verbal-catalogues.js';
export {
  verbalPhrase,
  verbalScale,
  type SupportDirection,
  type SupportStrength,
  type VerbalConclusion,
} from './verbal-scale.js';
export {
  compareAnalyses,
  DEFAULT_FLOOR,
  type CompareAnalysesOptions,
  type CosineFloor,
  type Findings,
  type FoundSegment,
} from './compare-analyses.js';
export {
  EVIDENCE_FEATURES,
  LONGEST_LONGER_SECONDS,
  LONGEST_SHORTER_SECONDS,
  MEASUREMENT_NAMES,
  bestSegment,
  evidenceFeatures,
  measurePair,
} from './pair-measurements.js';
export {
  analysePlane,
  analyseRecording,
  type AnalysisOptions,
  type RecordingAnalysis,
} from './recording-analysis.js';
export {
  evidenceModelSchema,
  parseEvidenceModel,
  weighMeasurements,
  type EvidenceModel,
} from './evidence-model.js';
export { analyseFile, type AnalysedFile, type FileAnalysisPorts } from './analyse-file.js';
export { receivedAnalysis, sendableAnalysis, type SendableAnalysis } from './sendable-analysis.js';
export {
  isCutOffAtOne,
  nearestValidation,
  provenSegments,
  weighFindings,
  type WeighingContext,
} from './weigh-findings.js';
export {
  RENDITION_FEATURES,
  RENDITION_WARNING_RATIO,
  soundsLikeAnotherRendition,
  weighMissingSound,
  type RenditionEvidence,
  type RenditionFinding,
} from './rendition-evidence.js';
export { meanCosineAlong } from './mean-cosine.js';
export { coveredSeconds } from './covered-seconds.js';
export { COMPARISON_WARNINGS } from './comparison-warnings.js';
