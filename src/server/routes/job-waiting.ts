import type { JobQueue } from '../jobs/job-queue.js';
import { hasEnded } from '../jobs/live-job.js';
import type { Job } from '../schemas/job-schema.js';

/** A job when it has ended, or as it is after `seconds`. */
export function jobWhenEnded(queue: JobQueue, id: string, client: string, seconds: number): Promise<Job> {
  return new Promise((resolve) => {
    const job = queue.get(id, client);
    if (hasEnded(job) || seconds === 0) {
      resolve(job);
      return;
    }
    let latest = job;
    const settle = () => {
      clearTimeout(late);
      unwatch();
      resolve(latest);
    };
    const late = setTimeout(settle, 1000 * seconds);
    const unwatch = queue.watch(id, client, (changed) => {
      latest = changed;
      if (hasEnded(changed)) settle();
    });
  });
}
