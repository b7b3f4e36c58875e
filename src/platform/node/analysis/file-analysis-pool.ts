import {
  receivedAnalysis,
  type AnalysedFile,
  type AnalysisOptions,
  type SendableAnalysis,
} from '../../../verification/index.js';
import type { FileAnalysisJob, FileAnalysisSettings } from './file-analysis-worker.js';
import { WorkerPool } from '../threads/worker-pool.js';

/** Threads that analyse files, each with the model loaded: two files are decoded and embedded side by side. */
export class FileAnalysisPool {
  readonly #pool: WorkerPool<FileAnalysisJob, SendableAnalysis, number>;

  /**
   * @param threads - How many, >= 1; each keeps one core busy.
   * @param model - Name of a shipped model or folder of one, as for `loadModel`.
   */
  constructor(threads: number, model: string) {
    const settings: FileAnalysisSettings = { model };
    this.#pool = new WorkerPool('analysis/file-analysis-worker.js', threads, settings);
  }

  /**
   * `analyseFile` in the next thread that is free.
   *
   * @throws DoppeltonError What `loadModel` and `analyseFile` throw; `INTERNAL` when the thread dies.
   */
  async analyse(path: string, { onProgress, ...options }: AnalysisOptions): Promise<AnalysedFile> {
    return receivedAnalysis(await this.#pool.run({ path, options }, onProgress));
  }

  /** Ends the threads, each when it has done the file that it is at. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
