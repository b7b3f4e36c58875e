export { createAudioDecoder, type AudioDecoderOptions } from './audio-decoder.js';
export { hashFile, readRecordingInfo, type RecordingInfo } from './file-hash.js';
export { writeFileAtomically, writeFolderAtomically, type FileContent } from './file-writing.js';
export { createOnnxRuntime, type OnnxRuntimeOptions } from './onnx-runtime.js';
export { readCorpus, type ReadCorpusOptions } from './corpus-reader.js';
export {
  fetchDebianCorpus,
  readDebianManifest,
  type FetchDebianOptions,
  type FetchedDebianCorpus,
} from './corpus-debian-fetch.js';
export { formatSplitFile } from './corpus-split-file.js';
export {
  loadPlanes,
  transformRecording,
  type LoadPlanesOptions,
  type LoadedPlanes,
} from './corpus-planes.js';
export { nodeDecoderName } from './corpus-decoder-name.js';
export { FeatureCache, featureKey, type FeatureKeyParts } from './feature-cache.js';
