import type { SearchedFile } from '../../../../search/index.js';
import { WorkerPool } from '../../threads/worker-pool.js';
import { isFileFault, type FileToIngest, type IngestFailure } from '../ingest/find-recordings.js';
import type { SearchAnswer, SearchJob, SearchSettings } from './search-worker.js';

export interface SearchFilesOptions extends SearchSettings {
  /** Files that are searched at a time, >= 1. */
  readonly threads: number;
  /** Told of each file that is done with. */
  readonly onFile?: (file: FileToIngest) => void;
}

/** What was found, in the order of the files, and which of them could not be searched. */
export interface SearchReport {
  readonly searched: readonly SearchedFile[];
  readonly failures: readonly IngestFailure[];
}

/**
 * Searches files in a library, several at a time in threads. A file that is no recording is a failure in the report, and
 * stops nothing.
 *
 * @throws DoppeltonError What opening and reading the library throw; `MODEL_…`; `INTERNAL` when a thread dies.
 */
export async function searchFiles(
  files: readonly FileToIngest[],
  { threads, onFile, ...settings }: SearchFilesOptions,
): Promise<SearchReport> {
  const pool = new WorkerPool<SearchJob, SearchAnswer>('library/search/search-worker.js', threads, settings);
  const found: (SearchedFile | undefined)[] = [];
  const failures: IngestFailure[] = [];
  const search = async (file: FileToIngest, i: number) => {
    try {
      found[i] = (await pool.run({ path: file.path })).found;
    } catch (error) {
      if (!isFileFault(error)) throw error;
      failures.push({ path: file.path, error });
    }
    onFile?.(file);
  };
  const pending = files.entries();
  // The threads share one iterator.
  const searchOn = async () => {
    for (const [i, file] of pending) await search(file, i);
  };
  try {
    await Promise.all(Array.from({ length: threads }, searchOn));
  } finally {
    await pool.close();
  }
  return { searched: found.filter((each) => each !== undefined), failures };
}
