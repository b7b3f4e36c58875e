export { cosine, type Embedder } from './embedder.js';
export {
  featureSettingsSchema,
  modelManifestSchema,
  parseModelManifest,
  type FeatureSettings,
  type ModelManifest,
} from './model-manifest.js';
export { createNetworkEmbedder } from './network-embedder.js';
export { embedRecording, type FragmentEmbedding, type RecordingEmbedding } from './recording-embedding.js';
