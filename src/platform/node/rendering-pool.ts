import { Worker } from 'node:worker_threads';
import { DoppeltonError, type ErrorCode } from '../../errors/index.js';
import type { ConstantQ, ConstantQConfig } from '../../features/index.js';
import { shippedPath } from './package-root.js';
import type { ForeignSources } from './foreign-sound.js';
import type { RenderRequest, RenderSource } from './fragment-renderer.js';

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
export type RenderAnswer =
  { readonly planes: readonly ConstantQ[] } | { readonly code: ErrorCode; readonly message: string };

/** Threads that decode, alter and transform, while the calling thread embeds or trains. */
export class RenderingPool {
  readonly #idle: Worker[];
  readonly #workers: readonly Worker[];
  readonly #ended = new Set<Worker>();
  readonly #waiting: { resolve: (worker: Worker) => void; reject: (error: unknown) => void }[] = [];

  /** @param threads - How many, >= 1; each holds the sound and the planes of one job in memory. */
  constructor(threads: number, settings: RenderingSettings) {
    // Threads run compiled code, also when this file itself runs from source under a test runner.
    const entry = shippedPath('dist/platform/node/rendering-worker.js');
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(entry, { workerData: settings });
      // One that ends while idle is noticed when it is next asked; until then its error must not end the process.
      worker.on('error', () => undefined).on('exit', () => this.#ended.add(worker));
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  /**
   * `renderFragments` in the next thread that is free.
   *
   * @returns One plane a fragment, or one for each of its cuts, all in order.
   * @throws DoppeltonError What `renderFragments` throws; `INTERNAL` when the thread dies.
   */
  async render(job: RenderJob): Promise<readonly ConstantQ[]> {
    const worker =
      this.#idle.pop() ??
      (await new Promise<Worker>((resolve, reject) => this.#waiting.push({ resolve, reject })));
    const asked = this.#ended.has(worker)
      ? Promise.reject(new DoppeltonError('INTERNAL', 'a rendering thread ended'))
      : askWorker(worker, job);
    const answer = await asked.catch((error: unknown) => {
      // A dead thread comes back no more: whoever waits could wait for ever.
      for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
      throw error;
    });
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next.resolve(worker);
    if ('planes' in answer) return answer.planes;
    throw new DoppeltonError(answer.code, answer.message);
  }

  /** Ends the threads, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function askWorker(worker: Worker, job: RenderJob): Promise<RenderAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      action();
    };
    const onMessage = (answer: RenderAnswer) => {
      settle(() => {
        resolve(answer);
      });
    };
    const onError = (error: unknown) => {
      settle(() => {
        reject(new DoppeltonError('INTERNAL', 'a rendering thread failed', error));
      });
    };
    const onExit = () => {
      settle(() => {
        reject(new DoppeltonError('INTERNAL', 'a rendering thread ended'));
      });
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}
