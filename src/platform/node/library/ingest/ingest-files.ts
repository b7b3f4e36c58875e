import type { LibraryEntry, LibraryStore } from '../../../../search/index.js';
import { WorkerPool } from '../../threads/worker-pool.js';
import { isFileFault, type FileToIngest, type IngestFailure } from './find-recordings.js';
import { IngestBatch } from './ingest-batch.js';
import type { IngestAnswer, IngestJob, IngestSettings } from './ingest-worker.js';

/** What became of the files. */
export interface IngestReport {
  /** Recordings that were not there before. */
  readonly added: number;
  /** Files whose very bytes the library held already, or that came twice. */
  readonly present: number;
  readonly failures: readonly IngestFailure[];
  /** Length of what was added. */
  readonly durationSeconds: number;
}

export interface IngestOptions {
  /** As for `loadModel`; the library was made with it. */
  readonly model: string;
  /** Files that are analysed at a time, >= 1. */
  readonly threads: number;
  /** Told of each file that is done with. */
  readonly onFile?: (file: FileToIngest) => void;
}

/**
 * Analyses files in threads and puts them into a library. Some recordings at a time are acknowledged; after a kill the
 * same call goes on with what is not there. A file that is no recording is a failure in the report, and stops nothing.
 *
 * @throws DoppeltonError What {@link LibraryStore.add} throws; `INTERNAL` when a thread dies, `MODEL_…`.
 */
export async function ingestFiles(
  store: LibraryStore,
  files: readonly FileToIngest[],
  options: IngestOptions,
): Promise<IngestReport> {
  const ingest = new FileIngest(store, options);
  try {
    return await ingest.run(files);
  } finally {
    await ingest.close();
  }
}

/** Threads that put files into a library, for more than one list of them. */
export class FileIngest {
  readonly #store: LibraryStore;
  readonly #options: IngestOptions;
  readonly #pool: WorkerPool<IngestJob, IngestAnswer>;

  constructor(store: LibraryStore, options: IngestOptions) {
    const settings: IngestSettings = { model: options.model };
    this.#store = store;
    this.#options = options;
    this.#pool = new WorkerPool('library/ingest/ingest-worker.js', options.threads, settings);
  }

  /** As {@link ingestFiles}; one list at a time. When it returns, all that was added is acknowledged. */
  run(files: readonly FileToIngest[]): Promise<IngestReport> {
    return new Ingest(this.#store, this.#pool, this.#options).run(files);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

class Ingest {
  readonly #store: LibraryStore;
  readonly #pool: WorkerPool<IngestJob, IngestAnswer>;
  readonly #options: IngestOptions;
  readonly #batch: IngestBatch;
  readonly #failures: IngestFailure[] = [];
  /** By the hashes that this run has met: whether a file of these bytes is a recording. */
  readonly #met = new Map<string, Promise<boolean>>();
  #present = 0;

  constructor(store: LibraryStore, pool: WorkerPool<IngestJob, IngestAnswer>, options: IngestOptions) {
    this.#store = store;
    this.#pool = pool;
    this.#options = options;
    this.#batch = new IngestBatch(store);
  }

  async run(files: readonly FileToIngest[]): Promise<IngestReport> {
    const queue = files.values();
    // One more than there are threads, so that none waits for the next file's hash.
    await Promise.all(Array.from({ length: this.#options.threads + 1 }, () => this.#work(queue)));
    await this.#batch.flush();
    const { added, durationSeconds } = this.#batch;
    return { added, present: this.#present, failures: this.#failures, durationSeconds };
  }

  async #work(queue: Iterator<FileToIngest> & Iterable<FileToIngest>): Promise<void> {
    for (const file of queue) {
      const entry = await this.#analyse(file);
      if (entry !== undefined) await this.#batch.push(entry);
      this.#options.onFile?.(file);
    }
  }

  /** Undefined for what is there already and for what is no recording. */
  async #analyse({ path }: FileToIngest): Promise<LibraryEntry | undefined> {
    try {
      const { sha256 } = (await this.#pool.run({ path })) as { sha256: string };
      const entry = this.#entryOf(path, sha256, this.#met.get(sha256));
      const isRecording = entry.then(
        () => true,
        () => false,
      );
      this.#met.set(sha256, isRecording);
      if ((await entry) === undefined) this.#present++;
      return await entry;
    } catch (error) {
      if (!isFileFault(error)) throw error;
      this.#failures.push({ path, error });
      return undefined;
    }
  }

  /**
   * @param twin - Whether the file of the same bytes that came before this one is a recording.
   * @returns Undefined for what is there already, or comes with its twin.
   */
  async #entryOf(
    path: string,
    sha256: string,
    twin: Promise<boolean> | undefined,
  ): Promise<LibraryEntry | undefined> {
    if ((await twin) === true || (await this.#store.known([sha256])).size > 0) return undefined;
    const { entry } = (await this.#pool.run({ path, sha256 })) as { entry: LibraryEntry };
    return entry;
  }
}
