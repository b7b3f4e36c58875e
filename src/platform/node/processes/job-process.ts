import { fork, type ChildProcess } from 'node:child_process';
import { DoppeltonError } from '../../../errors/index.js';
import { residentMegabytes } from './process-memory.js';
import { SETTINGS_VARIABLE, type JobMessage } from './serve-jobs.js';

/** What one job may take before its process is killed. */
export interface JobLimits {
  /** From when a process takes the job, > 0. */
  readonly secondsPerJob: number;
  /** In RAM, of a process as a whole, > 0; watched where the system has /proc, else of JavaScript's heap alone. */
  readonly memoryMegabytes: number;
}

export interface AskOptions<Note> {
  /** Ends the job by killing the process that does it. */
  readonly signal?: AbortSignal | undefined;
  /** Told what the process says before it answers. */
  readonly onNote?: ((note: Note) => void) | undefined;
  /** Whether the limit of time holds from note to note, not for the job as a whole; false when not given. */
  readonly notesRestartTime?: boolean;
}

/** Memory is looked at this often: what a job can take meanwhile is the limit's inexactness. */
const WATCH_MS = 50;

/** A process that does jobs, one at a time, and can be killed in the midst of one. */
export class JobProcess<Job extends object, Answer, Note> {
  readonly #child: ChildProcess;
  readonly #limits: JobLimits;
  readonly #gone: Promise<void>;
  #isAlive = true;

  /**
   * @param entry - Path of the process's code, which calls `serveJobs`.
   * @param settings - Given to it at its start, as JSON.
   */
  constructor(entry: string, settings: unknown, limits: JobLimits) {
    this.#limits = limits;
    this.#child = fork(entry, {
      env: { ...process.env, [SETTINGS_VARIABLE]: JSON.stringify(settings) },
      serialization: 'advanced',
      // What native libraries print may quote the file that they read.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${limits.memoryMegabytes}`],
    });
    this.#gone = new Promise((resolve) => {
      const onGone = () => {
        this.#isAlive = false;
        resolve();
      };
      this.#child.on('exit', onGone).on('error', onGone);
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Undefined where the system could not start it. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Memory held in RAM; 0 where the system does not say. */
  async residentMegabytes(): Promise<number> {
    return this.pid === undefined ? 0 : ((await residentMegabytes(this.pid)) ?? 0);
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.#isAlive) this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /**
   * Has a job done.
   *
   * @throws DoppeltonError What the job threw; `WORKER_LIMIT` when it takes too much time or memory and `INTERRUPTED` when
   *   the signal ends it: the process is gone then. `WORKER_ENDED` when the process ends by itself.
   */
  async ask(job: Job, { signal, onNote, notesRestartTime = false }: AskOptions<Note>): Promise<Answer> {
    const done = new AbortController();
    try {
      return await Promise.race([
        this.#answer(job, onNote, done.signal),
        this.#limitReached(done.signal, notesRestartTime),
        this.#interruption(signal, done.signal),
        this.#ending(done.signal),
      ]);
    } catch (error) {
      if (isFatal(error)) await this.kill();
      throw error;
    } finally {
      done.abort();
    }
  }

  #answer(job: Job, onNote: AskOptions<Note>['onNote'], done: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: unknown) => {
        const said = message as JobMessage;
        if ('note' in said) onNote?.(said.note as Note);
        else if ('answer' in said) resolve(said.answer as Answer);
        else reject(new DoppeltonError(said.failure.code, said.failure.message));
      };
      this.#child.on('message', onMessage);
      done.addEventListener('abort', () => this.#child.off('message', onMessage));
      // A channel that is closed already is noticed by the process's end.
      this.#child.send(job, () => undefined);
    });
  }

  #limitReached(done: AbortSignal, notesRestartTime: boolean): Promise<never> {
    const { secondsPerJob, memoryMegabytes } = this.#limits;
    return new Promise((_, reject) => {
      const late = setTimeout(() => {
        reject(new DoppeltonError('WORKER_LIMIT', `the job took longer than ${secondsPerJob} s`));
      }, 1000 * secondsPerJob);
      const restart = () => {
        late.refresh();
      };
      if (notesRestartTime) this.#child.on('message', restart);
      const watch = setInterval(() => {
        void this.residentMegabytes().then((held) => {
          if (held <= memoryMegabytes) return;
          reject(
            new DoppeltonError('WORKER_LIMIT', `the job took more than ${memoryMegabytes} MB of memory`),
          );
        });
      }, WATCH_MS);
      done.addEventListener('abort', () => {
        clearTimeout(late);
        clearInterval(watch);
        this.#child.off('message', restart);
      });
    });
  }

  #ending(done: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const onGone = () => {
        reject(new DoppeltonError('WORKER_ENDED', 'the process that did the job ended'));
      };
      if (!this.#isAlive) onGone();
      this.#child.on('exit', onGone).on('error', onGone);
      done.addEventListener('abort', () => this.#child.off('exit', onGone).off('error', onGone));
    });
  }

  #interruption(signal: AbortSignal | undefined, done: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const onAbort = () => {
        reject(new DoppeltonError('INTERRUPTED', 'the job was ended before it was done'));
      };
      if (signal?.aborted === true) onAbort();
      signal?.addEventListener('abort', onAbort, { signal: done });
    });
  }
}

/** Whether the process is still at a job that nobody waits for any more. */
function isFatal(error: unknown): boolean {
  return error instanceof DoppeltonError && (error.code === 'WORKER_LIMIT' || error.code === 'INTERRUPTED');
}
