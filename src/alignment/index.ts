export { alignFrames, alignRecordings, type AlignOptions } from './align-recordings.js';
export type { AlignedSegment, Anchor } from './aligned-segment.js';
export { FULL_RANGE, searchLines, type SearchRange } from './line-search.js';
export type { Line, ScoredLine } from './line.js';
export {
  SketchFrames,
  sketchColumnBytes,
  sketchRecording,
  type RecordingSketch,
} from './recording-sketch.js';
export { refineLine } from './refine-line.js';
export { SEARCH_COLUMN_FRAMES, type FrameSource } from './frame-source.js';
export { RecordingFrames, type PlaneSource } from './recording-frames.js';
export { sliceFrames, whitenFrames, type WhitenedFrames } from './whitened-frames.js';
export { soundVariety } from './sound-variety.js';
