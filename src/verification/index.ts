export { compareRecordings, type CompareOptions, type ComparisonPorts } from './compare-recordings.js';
export { findBestFragments } from './best-fragments.js';
export type { BestFragments, Comparison, RecordingFacts } from './comparison.js';
