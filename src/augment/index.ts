export { drawLogUniform, settingRangeSchema, type SettingRange } from './setting-range.js';
export { applyAlteration, describeAlteration, type Alteration } from './alteration.js';
export type { AlterationPorts } from './alteration-ports.js';
export { applyAugmentation, chain, describeAugmentation, type Augmentation } from './augmentation.js';
export {
  PAPER_AUGMENTATION_RANGES,
  drawPaperAugmentation,
  paperAugmentationRangesSchema,
  type PaperAugmentationRanges,
} from './paper-augmentation.js';
export { applyGaussianNoise, drawGaussianNoise, type GaussianNoise } from './gaussian-noise.js';
export { applyReverb, drawReverb, type Reverb, type ReverbRanges } from './reverb.js';
export {
  applyPitch,
  applyTempo,
  applyTempoAndPitch,
  drawPitch,
  drawTempo,
  undoTempoAndPitch,
  type Pitch,
  type Tempo,
} from './tempo-and-pitch.js';
export { TELEPHONE_BAND, applyBandLimit, drawBandLimit, type BandLimit } from './band-limit.js';
export {
  NOISE_COLOURS,
  applyColouredNoise,
  drawColouredNoise,
  drawPulsatingNoise,
  type ColouredNoise,
  type NoiseColour,
} from './coloured-noise.js';
export {
  applyClipping,
  applyCompression,
  applyGain,
  drawClipping,
  drawCompression,
  drawGain,
  type Clipping,
  type Compression,
  type CompressionRanges,
  type Gain,
} from './dynamics.js';
export { applyEcho, drawEcho, type Echo } from './echo.js';
export { applyRoom, drawRoom, type Room, type RoomRanges } from './room.js';
export { applyTelephone, type Telephone } from './telephone.js';
export {
  LOSSY_CODECS,
  applyLossyCoding,
  drawLossyCoding,
  type LossyCodec,
  type LossyCoder,
  type LossyCoding,
} from './lossy-coding.js';
export { applyBackground, drawBackground, type Background } from './background.js';
export type { SoundStretch } from './sound-stretch.js';
export { joinSignals, type SignalJoin } from './join-signals.js';
export { surroundSeconds, surroundSignal, type Surround } from './surround.js';
export { pitchShiftOf, tempoRatioOf } from './overall-change.js';
export {
  CHAIN_RANGES,
  drawBand,
  drawChain,
  drawNoise,
  type ChainOptions,
  type ChainRanges,
} from './draw-chain.js';
export { mixAtSnr } from './mix.js';
export { applySpeed, drawSpeed, type Speed } from './varispeed.js';
export type { TimeStretcher } from './time-stretcher.js';
export { createSignalsmithStretcher, type StretchPreset } from './signalsmith-stretcher.js';
export {
  applyPlaneAlteration,
  drawPlaneAlteration,
  type PlaneAlteration,
  type PlaneAlterationOptions,
} from './plane/plane-alteration.js';
export {
  DEFAULT_PLANE_ALTERATION_RANGES,
  planeAlterationRangesSchema,
  type PlaneAlterationRanges,
} from './plane/plane-alteration-ranges.js';
export { mixPlaneBackground, type PlaneBackground } from './plane/plane-background.js';
export { compressPlaneDynamics, saturatePlane } from './plane/plane-dynamics.js';
export {
  equalizePlane,
  equalizerGains,
  type PlaneCutoff,
  type PlaneEqualizer,
  type PlanePeak,
} from './plane/plane-equalizer.js';
export { maskPlane, type AxisSpan } from './plane/plane-mask.js';
export { addPlaneNoise, type PlaneNoise } from './plane/plane-noise.js';
export { reverberatePlane, type PlaneReverberation } from './plane/plane-reverberation.js';
export { warpPlane, type PlaneWarp } from './plane/plane-warp.js';
