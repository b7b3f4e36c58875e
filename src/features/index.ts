export {
  PAPER_CONSTANT_Q,
  binFrequencyHz,
  frameCount,
  filterLengthSamples,
  upperEdgeHz,
  type ConstantQConfig,
} from './constant-q-config.js';
export { columns, concatColumns, type ConstantQ } from './constant-q.js';
export { ConstantQStream, constantQ } from './constant-q-stream.js';
export { compressedFrames, compressMagnitudes, type Compression } from './compression.js';
export { ConstantQPlane } from './constant-q-plane.js';
export { PackedPlane, PlaneRecorder } from './packed-plane.js';
export {
  BandSpectrumStream,
  SPECTRUM_BANDS,
  SPECTRUM_BLOCK_SAMPLES,
  bandFrequencyHz,
  bandPower,
  bandSpectrum,
  concatBlocks,
  type BandSpectrum,
} from './band-spectrum.js';
export { levelsAround } from './level.js';
