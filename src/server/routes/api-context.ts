import type { JobQueue } from '../jobs/job-queue.js';
import type { JobStore } from '../jobs/job-store.js';
import type { ServedLibrary } from '../library/served-library.js';
import type { ProcessFigures, ServiceMetrics } from '../metrics/service-metrics.js';
import type { ServerLimits } from '../server-settings.js';

/** What routes work with. */
export interface ApiContext {
  readonly queue: JobQueue;
  readonly store: JobStore;
  /** Absent where the service was started without one. */
  readonly library: ServedLibrary | undefined;
  readonly metrics: ServiceMetrics;
  readonly limits: ServerLimits;
  /** How the processes fare that do jobs. */
  readonly processes: () => Promise<ProcessFigures>;
}
