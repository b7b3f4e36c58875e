import type { JobQueue } from '../jobs/job-queue.js';
import type { JobStore } from '../jobs/job-store.js';
import type { ServiceMetrics } from '../metrics/service-metrics.js';
import type { ServerLimits } from '../server-settings.js';

/** What routes work with. */
export interface ApiContext {
  readonly queue: JobQueue;
  readonly store: JobStore;
  readonly metrics: ServiceMetrics;
  readonly limits: ServerLimits;
  /** How many processes died or were killed in the midst of a job. */
  readonly lostProcesses: () => number;
}
