export { compare, openModel, type EmbedOptions, type Model, type OpenModelOptions } from './open-model.js';
export {
  cosine,
  type FragmentEmbedding,
  type ModelManifest,
  type RecordingEmbedding,
} from './embedding/index.js';
export { DoppeltonError, type ErrorCode, type ErrorKind } from './errors/index.js';
export type { AudioFormat } from './audio/index.js';
export type { AlignedSegment } from './alignment/index.js';
export type { CandidateStretch, DetectedAlteration } from './detection/index.js';
export type { ValidationRecord } from './evaluation/index.js';
export type {
  BestFragments,
  CompareOptions,
  Comparison,
  ComparisonEvidence,
  RecordingFacts,
  RenditionFinding,
} from './verification/index.js';
