export { settingRangeSchema, type SettingRange } from './setting-range.js';
export {
  AUGMENTATION_ALGORITHM_VERSION,
  alterationSchema,
  applyAlteration,
  applyAugmentation,
  augmentationSchema,
  chain,
  describeAlteration,
  describeAugmentation,
  type Alteration,
  type Augmentation,
} from './alteration.js';
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
  type Pitch,
  type Tempo,
} from './tempo-and-pitch.js';
export { applySpeed, drawSpeed, type Speed } from './varispeed.js';
export type { TimeStretcher } from './time-stretcher.js';
export { createSignalsmithStretcher, type StretchPreset } from './signalsmith-stretcher.js';
