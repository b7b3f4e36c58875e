import { Worker } from 'node:worker_threads';
import { DoppeltonError, type ErrorCode } from '../../../errors/index.js';
import { shippedPath } from '../files/package-root.js';

/** How a thread says that a job failed. */
export interface JobFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The failure that stands for an error, to be sent to the thread that asked. */
export function jobFailure(error: unknown): JobFailure {
  return {
    code: error instanceof DoppeltonError ? error.code : 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
  };
}

/** What a thread may say before it answers. */
export interface JobNote {
  readonly note: unknown;
}

/** Sent in place of a job to a thread that is to end by itself. */
export const END = 'end';

/** Threads that take jobs one at a time and answer each. */
export class WorkerPool<Job, Answer extends object, Note = never> {
  readonly #idle: Worker[];
  readonly #workers: readonly Worker[];
  readonly #ended = new Set<Worker>();
  readonly #waiting: { resolve: (worker: Worker) => void; reject: (error: unknown) => void }[] = [];

  /**
   * @param entry - File (with its folder) of the threads' code among the compiled code of this room: threads run that also when
   *   this file itself runs from source under a test runner.
   * @param threads - How many, >= 1.
   * @param settings - Given to every thread at its start.
   */
  constructor(entry: string, threads: number, settings: unknown) {
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(shippedPath(`dist/bundle/platform/node/${entry}`), { workerData: settings });
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
   * @throws DoppeltonError What the job threw; `INTERNAL` when the thread dies.
   */
  async run(job: Job, onNote?: (note: Note) => void): Promise<Answer> {
    if (this.#ended.size === this.#workers.length) {
      throw new DoppeltonError('INTERNAL', 'all worker threads have ended');
    }
    const worker =
      this.#idle.pop() ??
      (await new Promise<Worker>((resolve, reject) => this.#waiting.push({ resolve, reject })));
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

  /** Ends the threads, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  /** Lets the threads end by themselves, which they do when they are sent {@link END}; waits for them. */
  async finish(): Promise<void> {
    await Promise.all(
      this.#workers
        .filter((worker) => !this.#ended.has(worker))
        .map((worker) => {
          worker.postMessage(END);
          return new Promise((resolve) => worker.once('exit', resolve));
        }),
    );
  }
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
