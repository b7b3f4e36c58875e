import { jobFailure, type JobFailure, type JobNote } from '../threads/job-messages.js';

/** What a process says when a job is done. */
export interface JobAnswer {
  readonly answer: unknown;
}

export type JobMessage = JobAnswer | JobNote | { readonly failure: JobFailure };

/** What a process is given at its start stands there: others may read its arguments, which would tell passwords. */
export const SETTINGS_VARIABLE = 'DOPPELTON_PROCESS_SETTINGS';

/** What a process of a `ProcessPool` was given at its start; can be asked for once. */
export function processSettings(): unknown {
  const json = process.env[SETTINGS_VARIABLE] ?? '{}';
  // Nothing that this process starts has any use for it.
  Reflect.deleteProperty(process.env, SETTINGS_VARIABLE);
  return JSON.parse(json);
}

/**
 * Makes this process one that does the jobs of a `ProcessPool`: answers each, and ends when the pool's process has
 * gone, however that came about.
 *
 * @param work - Does one job; what it notes is sent on at once.
 */
export function serveJobs(work: (job: never, note: (note: unknown) => void) => Promise<unknown>): void {
  const say = (message: JobMessage) => {
    // The pool may be gone; then so is this process in a moment.
    process.send?.(message, undefined, undefined, () => undefined);
  };
  // Ctrl-C goes to all processes of a terminal; the pool decides when these end.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit());
  process.on('message', (job: unknown) => {
    work(job as never, (note) => {
      say({ note });
    }).then(
      (answer) => {
        say({ answer });
      },
      (error: unknown) => {
        say({ failure: jobFailure(error) });
      },
    );
  });
}
