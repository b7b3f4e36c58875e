export { createAudioDecoder, type AudioDecoderOptions } from './audio-decoder.js';
export { createLossyCoder } from './lossy-coder.js';
export { hashFile } from './file-hash.js';
export { writeFileAtomically, type FileContent } from './file-writing.js';
export { createOnnxRuntime, type OnnxRuntimeOptions } from './onnx-runtime.js';
export { readCorpus, type ReadCorpusOptions } from './corpus-reader.js';
export {
  fetchDebianCorpus,
  readDebianManifest,
  type FetchDebianOptions,
  type FetchedDebianCorpus,
} from './corpus-debian-fetch.js';
export { formatSplitFile, SPLIT_FILE } from './corpus-split-file.js';
export {
  loadPlanes,
  transformRecording,
  type LoadPlanesOptions,
  type LoadedPlanes,
} from './corpus-planes.js';
export { nodeDecoderName } from './corpus-decoder-name.js';
export { FeatureCache, featureKey, type FeatureKeyParts } from './feature-cache.js';
export { encodeNpy, type NpyRow } from './npy.js';
export { packageVersion } from './package-root.js';
export {
  listShippedModels,
  loadModel,
  readManifest,
  readModel,
  writeModel,
  type StoredModel,
} from './model-store.js';
export { FileAnalysisPool } from './file-analysis-pool.js';
export { trainModel, type TrainingJob, type TrainingObserver } from './training-run.js';
export { evaluatePairs, evaluateProtocol, type PairsJob, type ProtocolJob } from './trial-run.js';
export type { SurveyProgress } from './trial-survey.js';
export {
  evaluateAllPairsOfCorpus,
  type AllPairsJob,
  type AllPairsRow,
  type AllPairsSummary,
} from './all-pairs-run.js';
export type { MeasuredPairs } from './all-pairs-measurement.js';
export { EVIDENCE_FILE, loadEvidence, readEvidence, recordValidation } from './evidence-store.js';
export { evaluateDetectorsOnCorpus, type DetectorJob } from './detector-run.js';
export { renderPng } from './figure-png.js';
export { writeResultFiles } from './result-folder.js';
export { calibrateOnPairs, type PairsCalibrationJob } from './pairs-calibration.js';
