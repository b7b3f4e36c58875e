export { createAudioDecoder, type AudioDecoderOptions } from './audio/audio-decoder.js';
export { decoderDescription } from './audio/decoder-version.js';
export { createLossyCoder } from './audio/lossy-coder.js';
export { parseJson } from './files/parse-json.js';
export { readingError, requireReadableFile, systemErrorCode } from './files/file-access.js';
export { csvLines } from './files/csv.js';
export { hashFile } from './files/file-hash.js';
export {
  makeFolder,
  requireWritablePlace,
  writeFileAtomically,
  type FileContent,
} from './files/file-writing.js';
export { createOnnxRuntime, type OnnxRuntimeOptions } from './models/onnx-runtime.js';
export { readCorpus, type ReadCorpusOptions } from './corpus/corpus-reader.js';
export {
  fetchDebianCorpus,
  type FetchDebianOptions,
  type FetchedDebianCorpus,
} from './corpus/corpus-debian-fetch.js';
export { formatSplitFile, SPLIT_FILE } from './corpus/corpus-split-file.js';
export {
  compareWaveforms,
  type ComparedWaveforms,
  type CompareWaveformsOptions,
} from './corpus/corpus-shared-sound.js';
export { encodeNpy, type NpyRow } from './files/npy.js';
export { packageVersion, shippedPath } from './files/package-root.js';
export {
  listShippedModels,
  loadModel,
  readManifest,
  readModel,
  type StoredModel,
} from './models/model-store.js';
export { FileAnalyser } from './analysis/file-analyser.js';
export { FileAnalysisPool } from './analysis/file-analysis-pool.js';
export {
  libraryIdentity,
  libraryName,
  openLibrary,
  isLibraryThere,
  openLibraryOfModel,
  requireSearchableModel,
  openOrMakeLibrary,
} from './library/open-library.js';
export { isPostgresUrl } from './library/postgres/postgres-place.js';
export { findRecordings, type FileToIngest, type IngestFailure } from './library/ingest/find-recordings.js';
export { searchFiles, type SearchFilesOptions, type SearchReport } from './library/search/search-files.js';
export { rebuildLibrary, rebuildName, type RebuildReport } from './library/rebuild/rebuild-library.js';
export { withQueue } from './library/queue/open-queue.js';
export type { QueueFailure, QueueStatus } from './library/queue/ingest-queue.js';
export { workQueue } from './library/queue/work-queue.js';
export {
  ingestFiles,
  joinReports,
  tellingWhatIsKept,
  type IngestOptions,
  type IngestReport,
} from './library/ingest/ingest-files.js';
export type { IngestedCopy } from './library/ingest/ingest-batch.js';
export { trainModel, type TrainingJob, type TrainingObserver } from './training/training-run.js';
export { evaluateProtocol, type ProtocolJob, type TrialJob } from './evaluation/trial-run.js';
export {
  evaluatePairs,
  listedRecordings,
  type ComparedPair,
  type PairsEvaluation,
  type PairsJob,
} from './evaluation/pairs-run.js';
export {
  recordRenditions,
  recordValidation,
  recordsOfRows,
  requireRecordable,
  type Validation,
} from './models/validation-recording.js';
export {
  evaluateCollages,
  type CollageEvaluation,
  type CollageSet,
} from './evaluation/collage/collage-run.js';
export type { CollageSummary } from './evaluation/collage/collage-summary.js';
export type { SurveyProgress } from './evaluation/trial-survey.js';
export {
  evaluateAllPairsOfCorpus,
  type AllPairsJob,
  type AllPairsRow,
  type AllPairsSummary,
} from './evaluation/all-pairs-run.js';
export type { MeasuredPairs } from './evaluation/all-pairs-measurement.js';
export { EVIDENCE_FILE, evidencePath, loadEvidence, readEvidence } from './models/evidence-store.js';
export { loadSearchEvidence, SEARCH_EVIDENCE_FILE } from './models/search-evidence-store.js';
export { evaluateRenditions, type RenditionJob, type RenditionSummary } from './evaluation/rendition-run.js';
export { evaluateDetectorsOnCorpus, type DetectorJob } from './evaluation/detector-run.js';
export { renderPng } from './files/figure-png.js';
export { writeResultFiles } from './files/result-folder.js';
export { calibrateOnPairs, type PairsCalibrationJob } from './evaluation/pairs-calibration.js';
export { renderReportPdf } from './report/report-pdf.js';
export { processIdentity } from './processes/process-identity.js';
export { RecordingPool } from './processes/recording-pool.js';
export type {
  Addition,
  AdditionJob,
  ComparisonJob,
  FileSearch,
  LibraryDuplicates,
  NamedFile,
  RecordingNote,
  SearchJob,
} from './processes/recording-jobs.js';
export type { JobLimits } from './processes/job-process.js';
export { soundSource, type SoundSourceOptions } from './streams/sound-source.js';
export type { RawSound } from './audio/audio-decoder-input.js';
