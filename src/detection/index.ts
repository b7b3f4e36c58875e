export { TRACED_CODECS, type TracedCodec } from './coding/codec-grids.js';
export { LEAST_SECONDS_FOR_SOUND, LEAST_SECONDS_FOR_TIME, detectAlterations } from './detect-alterations.js';
export type {
  AlterationKind,
  CandidateStretch,
  DetectedAlteration,
  EditAlteration,
  FoundIn,
  SoundAlteration,
} from './detected-alteration.js';
export { missingSound } from './missing-sound.js';
export { CommonSound, commonParts, type DetectionInput, type DetectionRecording } from './common-sound.js';
export {
  evaluateDetectors,
  type DetectorEvaluation,
  type EvaluateDetectorsOptions,
} from './evaluate-detectors.js';
export type { DetectorOutcome, DetectorTruth, KnownFragment, TrueAlteration } from './known-fragment.js';
export {
  DETECTORS,
  detectorScores,
  type DetectorFigures,
  type EstimateError,
  type Rate,
} from './detector-scores.js';
