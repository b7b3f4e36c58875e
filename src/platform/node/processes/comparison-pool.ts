import type { Comparison } from '../../../verification/index.js';
import { shippedPath } from '../files/package-root.js';
import type { ComparisonJob, ComparisonNote, ComparisonProcessSettings } from './comparison-process.js';
import type { JobLimits } from './job-process.js';
import { ProcessPool } from './process-pool.js';

/** Processes that compare files whose senders are not trusted: FFmpeg's libraries are loaded in these alone. */
export class ComparisonPool extends ProcessPool<ComparisonJob, Comparison, ComparisonNote> {
  constructor(settings: ComparisonProcessSettings, limits: JobLimits) {
    super(shippedPath('dist/platform/node/processes/comparison-process.js'), { settings, limits });
  }
}
