export {
  SPLITS,
  compareIds,
  type Corpus,
  type Recording,
  type SkipReason,
  type SkippedRecording,
  type Split,
} from './recording.js';
export { DEFAULT_SPLIT_FRACTIONS, splitByGroup, type SplitFractions } from './split-by-group.js';
export { refuseDuplicates } from './refuse-duplicates.js';
export {
  DEBIAN_TIERS,
  debianRecordingId,
  describeDebianRecording,
  packagePath,
  parseDebianManifest,
  type DebianRecording,
  type DebianTier,
} from './debian-manifest.js';
export type { RecordingPlane } from './recording-plane.js';
export { FLAT_RATE_HZ, flattenWaveform } from './flat-waveform.js';
export { SAME_SOUND, SharedSoundSearch, type WaveformMatch } from './shared-sound.js';
