import type { DoppeltonError } from '../../errors/index.js';
import type { LibraryProgress } from './library-client.js';
import { asFailure } from './service-error.js';
import { JobCancelled } from './service-jobs.js';

/** What a service is asked for by a view: one thing at a time, how far it is, and what came of it. */
export class ServiceTask<Result> {
  progress = $state.raw<LibraryProgress>();
  result = $state.raw<Result>();
  failure = $state.raw<DoppeltonError>();
  wasCancelled = $state(false);
  #working: AbortController | undefined;

  /** @returns Whether there is a result now. */
  async run(
    work: (signal: AbortSignal, tell: (progress: LibraryProgress) => void) => Promise<Result>,
  ): Promise<boolean> {
    const { signal } = (this.#working = new AbortController());
    this.clear();
    try {
      this.result = await work(signal, (now) => {
        if (!signal.aborted) this.progress = now;
      });
    } catch (error) {
      if (signal.aborted || error instanceof JobCancelled) this.wasCancelled = true;
      else this.failure = asFailure(error);
    }
    this.progress = undefined;
    return this.result !== undefined;
  }

  cancel(): void {
    this.#working?.abort();
  }

  /** Forgets what came of the last one. */
  clear(): void {
    this.result = undefined;
    this.failure = undefined;
    this.wasCancelled = false;
  }
}
