export { compare, openModel, type EmbedOptions, type Model, type OpenModelOptions } from './open-model.js';
export {
  cosine,
  type FragmentEmbedding,
  type ModelManifest,
  type RecordingEmbedding,
} from './embedding/index.js';
export { DoppeltonError, type ErrorCode, type ErrorKind } from './errors/index.js';
export type { AudioFormat } from './audio/index.js';
export type { BestFragments, CompareOptions, Comparison, RecordingFacts } from './verification/index.js';
