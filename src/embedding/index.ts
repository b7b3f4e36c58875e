export { cosine, direction, directionCosine, type Embedder, type PlaneWindow } from './embedder.js';
export {
  featureSettingsSchema,
  modelManifestSchema,
  parseModelManifest,
  type FeatureSettings,
  type ModelManifest,
} from './model-manifest.js';
export { createNetworkEmbedder } from './network-embedder.js';
export {
  cutPlane,
  embedPlane,
  embedRecording,
  requireLongEnough,
  type RecordingEmbedding,
} from './recording-embedding.js';
export { FragmentStream, type FragmentEmbedding, type FragmentStreamOptions } from './fragment-stream.js';
export { openDirection, quantiseDirection } from './quantised-direction.js';
