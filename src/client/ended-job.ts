import type { CallOptions, Connection } from './connection.js';
import { watchJob } from './operations.js';
import type { Job } from './service-types.js';

/** How one waits for a job. */
export interface WaitOptions<J extends Job> extends CallOptions {
  /** Told of the job as it goes on. */
  readonly onChange?: (job: J) => void;
}

/**
 * Waits until a job has ended.
 *
 * @param job - As the request that made it was answered.
 * @returns The job, finished, failed or cancelled; or as it was last told where the service was stopped: with a data folder it
 *   goes on when the service does.
 * @throws What `watchJob` throws.
 */
export async function endedJob<J extends Job>(
  connection: Connection,
  job: J,
  { onChange, ...options }: WaitOptions<J> = {},
): Promise<J> {
  let latest = job;
  if (hasEnded(latest)) return latest;
  for await (const told of watchJob(connection, { id: job.id }, options)) {
    // A job stays of its kind.
    latest = told as J;
    onChange?.(latest);
    if (hasEnded(latest)) break;
  }
  return latest;
}

/** Whether nothing more will happen to a job. */
export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state === 'finished' || state === 'failed' || state === 'cancelled';
}
