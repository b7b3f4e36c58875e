export { createAudioDecoder, type AudioDecoderOptions } from './audio-decoder.js';
export { hashFile, readRecordingInfo, type RecordingInfo } from './file-hash.js';
export { writeFileAtomically, writeFolderAtomically, type FileContent } from './file-writing.js';
export { createOnnxRuntime, type OnnxRuntimeOptions } from './onnx-runtime.js';
