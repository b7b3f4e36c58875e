export {
  decodeSound,
  LARGEST_FILE_BYTES,
  LONGEST_SOUND_SECONDS,
  type DecodedSound,
  type OpenedSound,
} from './audio/decode-sound.js';
export { createDecodedSounds } from './audio/decoded-sounds.js';
export { fetchJudgement, fetchWeights, type ModelJudgement, type ModelUrls } from './models/fetch-model.js';
export { createOnnxWebRuntime, type OnnxWebRuntimeOptions } from './models/onnx-web-runtime.js';
