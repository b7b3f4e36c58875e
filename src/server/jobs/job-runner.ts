import { DoppeltonError } from '../../errors/index.js';
import type { NamedFile, RecordingPool } from '../../platform/node/index.js';
import type { ServedLibrary } from '../library/served-library.js';
import type { JobRecord, JobResult } from '../schemas/job-schema.js';
import { servedDuplicates } from '../schemas/duplicates-schema.js';
import { servedRecording, servedSearch } from '../schemas/library-schema.js';
import type { JobStore, UploadPart } from './job-store.js';

export interface RunOptions {
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** Told seconds of sound done so far and in all, the latter 0 where unknown. */
  readonly onProgress: (doneSeconds: number, totalSeconds: number) => void;
}

/** Does a job's work; the result is of the job's kind. */
export type JobRunner = (record: JobRecord, options: RunOptions) => Promise<JobResult>;

export interface JobRunnerPorts {
  readonly pool: Pick<RecordingPool, 'compare' | 'add' | 'search' | 'duplicates'>;
  readonly store: JobStore;
  readonly library: ServedLibrary | undefined;
}

/** Works on a job's uploads under the names that their sender gave them. */
export function jobRunner({ pool, store, library }: JobRunnerPorts): JobRunner {
  return async ({ job, settings }, { signal, onProgress }) => {
    const upload = (part: UploadPart, name: string): NamedFile => ({
      path: store.uploadPath(job.id, part),
      name,
    });
    const options = {
      signal,
      onNote: ({ doneSeconds, totalSeconds }: { doneSeconds: number; totalSeconds: number }) => {
        onProgress(doneSeconds, totalSeconds);
      },
    };
    switch (job.kind) {
      case 'comparison': {
        const reference = upload('reference', job.files.reference);
        const candidate = upload('candidate', job.files.candidate);
        return pool.compare({ kind: 'comparison', reference, candidate, ...settings }, options);
      }
      case 'addition': {
        const { recording, isNew } = await requireLibrary(library).add(
          upload('recording', job.files.recording),
          (file) => pool.add({ kind: 'addition', ...file }, options),
          signal,
        );
        return { recording: servedRecording(recording), isNew };
      }
      case 'search': {
        requireLibrary(library);
        const query = upload('query', job.files.query);
        return servedSearch(await pool.search({ kind: 'search', query, ...settings }, options));
      }
      case 'duplicates':
        requireLibrary(library);
        return servedDuplicates(await pool.duplicates({ kind: 'duplicates', ...settings }, options));
    }
  };
}

/** @throws DoppeltonError `LIBRARY_NOT_SERVED`. */
export function requireLibrary(library: ServedLibrary | undefined): ServedLibrary {
  if (library !== undefined) return library;
  throw new DoppeltonError('LIBRARY_NOT_SERVED', 'the service was started without a library');
}
