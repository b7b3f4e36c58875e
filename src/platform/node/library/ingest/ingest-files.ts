import { DoppeltonError } from '../../../../errors/index.js';
import type { LibraryEntry, LibraryStore } from '../../../../search/index.js';
import { WorkerPool } from '../../threads/worker-pool.js';
import { isFileFault, type FileToIngest, type IngestFailure } from './find-recordings.js';
import { IngestBatch, type IngestedCopy } from './ingest-batch.js';
import type { IngestAnswer, IngestJob, IngestSettings } from './ingest-worker.js';

/** What became of the files. */
export interface IngestReport {
  /** Recordings that were not there before. */
  readonly added: number;
  /** Files whose very bytes the library held already, or that came twice. */
  readonly present: number;
  /** Of these, the ones at places that the library did not know of. */
  readonly copies: readonly IngestedCopy[];
  readonly failures: readonly IngestFailure[];
  /** Length of what was added. */
  readonly durationSeconds: number;
}

/** What became of several lists of files together. */
export function joinReports(reports: readonly IngestReport[]): IngestReport {
  const sum = (of: (report: IngestReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    added: sum(({ added }) => added),
    present: sum(({ present }) => present),
    copies: reports.flatMap(({ copies }) => copies),
    failures: reports.flatMap(({ failures }) => failures),
    durationSeconds: sum(({ durationSeconds }) => durationSeconds),
  };
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

/**
 * Does work of which a part is there to stay: an error that ends it says so.
 *
 * @param added - How many recordings are acknowledged by then.
 * @throws DoppeltonError What the work throws.
 */
export async function tellingWhatIsKept<T>(added: () => number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const count = added();
    if (!(error instanceof DoppeltonError) || count === 0) throw error;
    const { code, message } = error;
    throw new DoppeltonError(
      code,
      `${message}; ${count} recordings were added before that and are kept`,
      error,
    );
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
  readonly #copies: IngestedCopy[] = [];
  /** By the hashes that this run has met: where files of these bytes lie, undefined where they are no recording. */
  readonly #met = new Map<string, Promise<Set<string> | undefined>>();
  #present = 0;

  constructor(store: LibraryStore, pool: WorkerPool<IngestJob, IngestAnswer>, options: IngestOptions) {
    this.#store = store;
    this.#pool = pool;
    this.#options = options;
    this.#batch = new IngestBatch(store);
  }

  async run(files: readonly FileToIngest[]): Promise<IngestReport> {
    const queue = files.values();
    await tellingWhatIsKept(
      () => this.#batch.added,
      async () => {
        // One more than there are threads, so that none waits for the next file's hash.
        await Promise.all(Array.from({ length: this.#options.threads + 1 }, () => this.#work(queue)));
        await this.#batch.flush();
      },
    );
    const { added, durationSeconds, present, copies } = this.#batch;
    return {
      ...{ added, durationSeconds, present: this.#present + present },
      copies: [...this.#copies, ...copies],
      failures: this.#failures,
    };
  }

  async #work(queue: Iterator<FileToIngest> & Iterable<FileToIngest>): Promise<void> {
    for (const file of queue) {
      await this.#ingest(file);
      this.#options.onFile?.(file);
    }
  }

  async #ingest({ path }: FileToIngest): Promise<void> {
    try {
      const { sha256 } = (await this.#pool.run({ path })) as { sha256: string };
      const taken = this.#take(path, sha256, this.#met.get(sha256));
      this.#met.set(
        sha256,
        taken.catch(() => undefined),
      );
      await taken;
    } catch (error) {
      if (!isFileFault(error)) throw error;
      this.#failures.push({ path, error });
    }
  }

  /**
   * Puts a file into the library, or notes its place where its bytes are there.
   *
   * @param twins - Where files of the same bytes lie that came before this one, if they are a recording.
   * @returns The same with this one.
   */
  async #take(
    path: string,
    sha256: string,
    twins: Promise<Set<string> | undefined> | undefined,
  ): Promise<Set<string>> {
    const places = (await twins) ?? new Set((await this.#store.get(sha256))?.paths);
    const [sameAs] = places;
    if (sameAs === undefined) {
      const { entry } = (await this.#pool.run({ path, sha256 })) as { entry: LibraryEntry };
      await this.#batch.push(entry);
      return places.add(path);
    }
    this.#present++;
    if (!places.has(path)) {
      this.#copies.push({ path, sameAs });
      await this.#batch.pushCopy({ id: sha256, path });
    }
    return places.add(path);
  }
}
