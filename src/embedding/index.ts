export { cosine, type Embedder } from './embedder.js';
export {
  featureSettingsSchema,
  modelManifestSchema,
  parseModelManifest,
  type FeatureSettings,
  type ModelManifest,
} from './model-manifest.js';
