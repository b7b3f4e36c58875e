import { ConstantQPlane, PackedPlane } from '../../../features/index.js';
import type { AnalysedFile, AnalysisOptions } from '../../../verification/index.js';
import type { FileAnalysisAnswer, FileAnalysisJob, FileAnalysisSettings } from './file-analysis-worker.js';
import { WorkerPool } from '../threads/worker-pool.js';

/** Threads that analyse files, each with the model loaded: two files are decoded and embedded side by side. */
export class FileAnalysisPool {
  readonly #pool: WorkerPool<FileAnalysisJob, FileAnalysisAnswer, number>;

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
    const { facts, warnings, embedding, bands, envelope, bins, packs } = await this.#pool.run(
      { path, options },
      onProgress,
    );
    const planes = packs.map((pack) => new ConstantQPlane(pack));
    return {
      facts,
      warnings,
      analysis: {
        embedding,
        plane: new PackedPlane(bins, planes),
        ...(bands !== undefined && { bands }),
        ...(envelope !== undefined && { envelope }),
      },
    };
  }

  /** Ends the threads, whatever they are doing. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
