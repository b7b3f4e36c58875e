import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LibraryStore } from '../../../../search/index.js';
import { FileIngest, joinReports, type IngestOptions, type IngestReport } from '../ingest/ingest-files.js';
import type { IngestQueue } from './ingest-queue.js';

export interface WorkOptions extends IngestOptions {
  /** Time after which another worker takes what this one has taken, unless it says that it is alive. */
  readonly leaseSeconds: number;
}

/** Files that are taken at a time, for each thread. */
const FILES_PER_THREAD = 4;
/** How often a worker looks whether others that still work have left something. */
const WAIT_MS = 1000;

/**
 * Takes files from a queue and puts them into the library, until all are done with, by this worker or another.
 *
 * @throws DoppeltonError What the store, the queue and `ingestFiles` throw; what was taken is then taken by another in
 *   its time.
 */
export async function workQueue(
  store: LibraryStore,
  queue: IngestQueue,
  options: WorkOptions,
): Promise<IngestReport> {
  const { leaseSeconds, threads } = options;
  const worker = `${hostname()}/${process.pid}/${randomUUID()}`;
  const ingest = new FileIngest(store, options);
  // That renewing failed shows when the work is to be settled.
  const renewal = setInterval(
    () => void queue.renew(worker, leaseSeconds).catch(() => undefined),
    (1000 * leaseSeconds) / 3,
  );
  const reports: IngestReport[] = [];
  try {
    for (;;) {
      const files = await queue.take(worker, FILES_PER_THREAD * threads, leaseSeconds);
      if (files.length === 0) {
        const { waiting, leased } = await queue.status();
        if (waiting + leased === 0) break;
        await sleep(WAIT_MS);
        continue;
      }
      const report = await ingest.run(files);
      const failed = new Map(report.failures.map(({ path, error }) => [path, error]));
      await queue.settle(
        worker,
        files.filter(({ path }) => !failed.has(path)),
        files.flatMap(({ id, path }) => {
          const error = failed.get(path);
          return error === undefined ? [] : [{ id, path, code: error.code, message: error.message }];
        }),
      );
      reports.push(report);
    }
  } finally {
    clearInterval(renewal);
    await ingest.close();
  }
  return joinReports(reports);
}
