import { parentPort } from 'node:worker_threads';
import { END, jobFailure, type JobNote } from './job-messages.js';

/** What is posted of an answer. */
export interface SentAnswer {
  readonly message: object;
  /** Memory that is moved to the other thread, not copied. */
  readonly transfer: readonly ArrayBuffer[];
}

export interface AnswerJobsOptions<Answer> {
  /** What this thread loads; a job that needs it awaits it, and reports its failure. */
  readonly loading?: Promise<unknown>;
  /** The answer as it is, copied, when not given. */
  readonly send?: (answer: Answer) => SentAnswer;
}

/**
 * Makes this thread one that does the jobs of a `WorkerPool`, one at a time, and says when it may be ended: not while it
 * loads or does a job, as a thread that is ended in the midst of native code may take the process with it.
 *
 * @param work - Does one job; what it notes is sent on at once.
 */
export function answerJobs<Answer extends object>(
  work: (job: never, note: (note: unknown) => void) => Answer | Promise<Answer>,
  { loading, send = (message) => ({ message, transfer: [] }) }: AnswerJobsOptions<Answer> = {},
): void {
  const port = parentPort!;
  // Settled, so that a failure does not end the thread before a job reports it.
  const loaded = Promise.allSettled([loading]);
  const note = (said: unknown) => {
    port.postMessage({ note: said } satisfies JobNote);
  };
  const answer = async (job: never) => {
    try {
      const { message, transfer } = send(await work(job, note));
      port.postMessage(message, transfer);
    } catch (error) {
      port.postMessage(jobFailure(error));
    }
  };
  const end = async () => {
    await loaded;
    port.postMessage(END);
  };
  let turn = Promise.resolve();
  port.on('message', (message: unknown) => {
    turn = turn.then(() => (message === END ? end() : answer(message as never)));
  });
}
