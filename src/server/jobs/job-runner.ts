import type { ComparisonJob, ComparisonNote } from '../../platform/node/index.js';
import type { Comparison } from '../../verification/index.js';
import type { JobRecord } from '../schemas/job-schema.js';
import type { JobStore } from './job-store.js';

export interface RunOptions {
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** Told seconds of sound done so far and in all, the latter 0 where unknown. */
  readonly onProgress: (doneSeconds: number, totalSeconds: number) => void;
}

/** Does a job's work. */
export type JobRunner = (record: JobRecord, options: RunOptions) => Promise<Comparison>;

/** Port: compares two files whose sender is not trusted. */
export interface FileComparer {
  /** @throws DoppeltonError What comparing throws, and `WORKER_LIMIT`, `WORKER_ENDED`, `INTERRUPTED`. */
  run(
    job: ComparisonJob,
    options: { readonly signal?: AbortSignal; readonly onNote?: (note: ComparisonNote) => void },
  ): Promise<Comparison>;
}

/** Compares a job's uploads under the names that their sender gave them. */
export function comparisonRunner(comparer: FileComparer, store: JobStore): JobRunner {
  return ({ job: { id, files }, threshold }, { signal, onProgress }) =>
    comparer.run(
      {
        reference: { path: store.uploadPath(id, 'reference'), name: files.reference },
        candidate: { path: store.uploadPath(id, 'candidate'), name: files.candidate },
        ...(threshold !== undefined && { threshold }),
      },
      {
        signal,
        onNote: ({ doneSeconds, totalSeconds }) => {
          onProgress(doneSeconds, totalSeconds);
        },
      },
    );
}
