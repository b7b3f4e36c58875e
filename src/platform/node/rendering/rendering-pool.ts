import type { ConstantQ, ConstantQConfig } from '../../../features/index.js';
import type { ForeignSources } from './foreign-sound.js';
import type { RenderRequest, RenderSource } from './fragment-renderer.js';
import { WorkerPool } from '../threads/worker-pool.js';

/** What every rendering thread is given at its start. */
export interface RenderingSettings {
  readonly cacheFolder: string;
  readonly config: ConstantQConfig;
}

/** What a rendering thread is asked. */
export interface RenderJob {
  readonly source: RenderSource;
  readonly fragments: readonly RenderRequest[];
  /** Recordings that the fragments name as background or surround. */
  readonly others?: ForeignSources | undefined;
}

/** What it answers. */
export interface RenderAnswer {
  readonly planes: readonly ConstantQ[];
}

/** Threads that decode, alter and transform, while the calling thread embeds or trains. */
export class RenderingPool {
  readonly #pool: WorkerPool<RenderJob, RenderAnswer>;

  /** @param threads - How many, >= 1; each holds the sound and the planes of one job in memory. */
  constructor(threads: number, settings: RenderingSettings) {
    this.#pool = new WorkerPool('rendering/rendering-worker.js', threads, settings);
  }

  /**
   * `renderFragments` in the next thread that is free.
   *
   * @returns One plane a fragment, or one for each of its cuts, all in order.
   * @throws DoppeltonError What `renderFragments` throws; `INTERNAL` when the thread dies.
   */
  async render(job: RenderJob): Promise<readonly ConstantQ[]> {
    return (await this.#pool.run(job)).planes;
  }

  /** Ends the threads, each when it has done the job that it is at. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
