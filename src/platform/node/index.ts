export { createAudioDecoder, type AudioDecoderOptions } from './audio-decoder.js';
