import { SHARE_ENV, Worker } from 'node:worker_threads';
import { DoppeltonError } from '../../../errors/index.js';
import { shippedPath } from '../files/package-root.js';
import { END, type JobFailure, type JobNote } from './job-messages.js';

/** Threads that take jobs one at a time and answer each, by `answerJobs`. */
export class WorkerPool<Job, Answer extends object, Note = never> {
  readonly #idle: Worker[];
  readonly #workers: readonly Worker[];
  readonly #ended = new Set<Worker>();
  readonly #waiting: { resolve: (worker: Worker) => void; reject: (error: unknown) => void }[] = [];
  #ending: Promise<void> | undefined;

  /**
   * @param entry - File (with its folder) of the threads' code among the compiled code of this room: threads run that also when
   *   this file itself runs from source under a test runner.
   * @param threads - How many, >= 1.
   * @param settings - Given to every thread at its start.
   */
  constructor(entry: string, threads: number, settings: unknown) {
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(shippedPath(`dist/bundle/platform/node/${entry}`), {
        workerData: settings,
        // The runtime of the networks must find there that its telemetry is off.
        env: SHARE_ENV,
      });
      // One that ends while idle is noticed when it is next asked; until then its error must not end the process.
      worker.on('error', () => undefined).on('exit', () => this.#ended.add(worker));
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  /**
   * Has a job done by the next thread that is free.
   *
   * @param onNote - Told what the thread says before it answers.
   * @throws DoppeltonError What the job threw; `INTERNAL` when the thread dies, or the pool is closed before one is free.
   */
  async run(job: Job, onNote?: (note: Note) => void): Promise<Answer> {
    this.#requireOpen();
    if (this.#ended.size === this.#workers.length) {
      throw new DoppeltonError('INTERNAL', 'all worker threads have ended');
    }
    const worker =
      this.#idle.pop() ??
      (await new Promise<Worker>((resolve, reject) => this.#waiting.push({ resolve, reject })));
    // A thread that was told to end takes no job, though it was handed over before.
    this.#requireOpen();
    const asked = this.#ended.has(worker)
      ? Promise.reject(new DoppeltonError('INTERNAL', 'a worker thread ended'))
      : askWorker<Answer>(worker, job, (note) => onNote?.(note as Note));
    const answer = await asked.catch((error: unknown) => {
      // A dead thread comes back no more: whoever waits could wait for ever.
      for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
      throw error;
    });
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(worker);
    else next.resolve(worker);
    if (isFailure(answer)) throw new DoppeltonError(answer.code, answer.message);
    return answer;
  }

  /** Ends the threads, each when it has loaded and done what it is at; jobs that wait for one are done no more. */
  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  #requireOpen(): void {
    if (this.#ending !== undefined) throw closed();
  }

  async #end(): Promise<void> {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(closed());
    const alive = this.#workers.filter((worker) => !this.#ended.has(worker));
    await Promise.all(alive.map(endWorker));
  }
}

function closed(): DoppeltonError {
  return new DoppeltonError('INTERNAL', 'the worker threads are being ended');
}

/** Ends a thread when it says that it may be, or has ended by itself. */
async function endWorker(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    const onMessage = (message: unknown) => {
      if (message === END) resolve();
    };
    worker
      .on('message', onMessage)
      .on('exit', () => {
        resolve();
      })
      .postMessage(END);
  });
  await worker.terminate();
}

function isFailure(answer: object): answer is JobFailure {
  return 'code' in answer;
}

function askWorker<Answer extends object>(
  worker: Worker,
  job: unknown,
  onNote: (note: unknown) => void,
): Promise<Answer | JobFailure> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      action();
    };
    const onMessage = (message: Answer | JobFailure | JobNote) => {
      if ('note' in message) {
        onNote(message.note);
        return;
      }
      settle(() => {
        resolve(message);
      });
    };
    const onError = (error: unknown) => {
      settle(() => {
        reject(new DoppeltonError('INTERNAL', 'a worker thread failed', error));
      });
    };
    const onExit = () => {
      settle(() => {
        reject(new DoppeltonError('INTERNAL', 'a worker thread ended'));
      });
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}
