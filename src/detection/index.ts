export { detectAlterations, type DetectionInput } from './detect-alterations.js';
export type { AlterationKind, DetectedAlteration } from './detected-alteration.js';
export type { DetectionRecording } from './change-measurements.js';
