import type { Comparison } from '../../../verification/index.js';
import { shippedPath } from '../files/package-root.js';
import type { AskOptions, JobLimits } from './job-process.js';
import { ProcessPool } from './process-pool.js';
import type {
  Addition,
  AdditionJob,
  ComparisonJob,
  DuplicatesJob,
  FileSearch,
  LibraryDuplicates,
  RecordingJob,
  RecordingNote,
  RecordingProcessSettings,
  SearchJob,
} from './recording-jobs.js';

type Answer = Comparison | Addition | FileSearch | LibraryDuplicates;
type Options = AskOptions<RecordingNote>;

/**
 * Processes that work on files whose senders are not trusted: FFmpeg's libraries are loaded in these alone.
 *
 * All methods throw DoppeltonError what the work throws; `WORKER_LIMIT` when it takes too much time or memory, `INTERRUPTED`
 * when the signal ends it, `WORKER_ENDED` when its process dies.
 */
export class RecordingPool {
  readonly #pool: ProcessPool<RecordingJob, Answer, RecordingNote>;
  /** Work that comes seldom and takes long: a process of its own, whose memory is given back. */
  readonly #seldom: ProcessPool<RecordingJob, Answer, RecordingNote>;

  constructor(settings: RecordingProcessSettings, limits: JobLimits) {
    const entry = shippedPath('dist/bundle/platform/node/processes/recording-process.js');
    this.#pool = new ProcessPool(entry, { settings, limits });
    this.#seldom = new ProcessPool(entry, { settings, limits, endsAfterJob: true });
  }

  /** How many processes have died or were killed in the midst of a job. */
  get lost(): number {
    return this.#pool.lost + this.#seldom.lost;
  }

  /** Memory that each living process holds in RAM; 0 where the system does not say. */
  async residentMegabytes(): Promise<readonly number[]> {
    return [...(await this.#pool.residentMegabytes()), ...(await this.#seldom.residentMegabytes())];
  }

  /** Starts processes before there are jobs. */
  warm(count: number): void {
    this.#pool.warm(count);
  }

  compare(job: ComparisonJob, options: Options): Promise<Comparison> {
    return this.#pool.run(job, options) as Promise<Comparison>;
  }

  /** Puts a file into the library; when this has resolved, it is there whatever happens. */
  add(job: AdditionJob, options: Options): Promise<Addition> {
    return this.#pool.run(job, options) as Promise<Addition>;
  }

  search(job: SearchJob, options: Options): Promise<FileSearch> {
    return this.#pool.run(job, options) as Promise<FileSearch>;
  }

  /** The limit of time holds from one recording of the library to the next: how many there are is no fault of the job. */
  duplicates(job: DuplicatesJob, options: Options): Promise<LibraryDuplicates> {
    return this.#seldom.run(job, { ...options, notesRestartTime: true }) as Promise<LibraryDuplicates>;
  }

  /** Kills all processes, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#seldom.close()]);
  }
}
