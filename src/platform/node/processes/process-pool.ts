import { JobProcess, type AskOptions, type JobLimits } from './job-process.js';

export interface ProcessPoolOptions {
  readonly limits: JobLimits;
  /** Given to every process at its start, as JSON. */
  readonly settings: unknown;
  /** Whether a process does one job and ends; false when not given. */
  readonly endsAfterJob?: boolean;
}

/** A process that still holds this share of its memory after a job is not given another. */
const WORN_SHARE = 0.6;

/**
 * Processes that can die without harm: a job that crashes, hangs or eats memory takes down the process that does it, and
 * the next job gets a new one. There are as many processes as jobs are asked for at once; how many, the caller decides.
 */
export class ProcessPool<Job extends object, Answer, Note = never> {
  readonly #entry: string;
  readonly #options: ProcessPoolOptions;
  readonly #idle: JobProcess<Job, Answer, Note>[] = [];
  readonly #busy = new Set<JobProcess<Job, Answer, Note>>();
  #lost = 0;

  /** @param entry - Path of the code of a process, which calls `serveJobs`. */
  constructor(entry: string, options: ProcessPoolOptions) {
    this.#entry = entry;
    this.#options = options;
  }

  /** How many processes have died or were killed in the midst of a job. */
  get lost(): number {
    return this.#lost;
  }

  /** Of the processes that are alive. */
  get pids(): readonly number[] {
    return [...this.#idle, ...this.#busy].flatMap(({ pid, isAlive }) =>
      isAlive && pid !== undefined ? [pid] : [],
    );
  }

  /** Memory that each living process holds in RAM; 0 where the system does not say. */
  residentMegabytes(): Promise<readonly number[]> {
    const living = [...this.#idle, ...this.#busy].filter(({ isAlive }) => isAlive);
    return Promise.all(living.map((process) => process.residentMegabytes()));
  }

  /** Starts processes before there are jobs. */
  warm(count: number): void {
    while (this.#idle.length < count) this.#idle.push(this.#start());
  }

  /**
   * Has a job done by a process that is free, or by a new one.
   *
   * @throws DoppeltonError What the job threw; `WORKER_LIMIT` when it takes too much time or memory, `INTERRUPTED` when the
   *   signal ends it, `WORKER_ENDED` when its process dies.
   */
  async run(job: Job, options: AskOptions<Note> = {}): Promise<Answer> {
    const process = this.#take();
    this.#busy.add(process);
    try {
      return await process.ask(job, options);
    } finally {
      await this.#release(process);
    }
  }

  /** Kills all processes, whatever they are doing. */
  async close(): Promise<void> {
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((process) => process.kill()));
  }

  #take(): JobProcess<Job, Answer, Note> {
    for (let process = this.#idle.pop(); process !== undefined; process = this.#idle.pop()) {
      if (process.isAlive) return process;
    }
    return this.#start();
  }

  async #release(process: JobProcess<Job, Answer, Note>): Promise<void> {
    if (!process.isAlive) this.#lost++;
    else if (this.#options.endsAfterJob === true || (await this.#isWorn(process))) await process.kill();
    this.#busy.delete(process);
    if (process.isAlive) this.#idle.push(process);
  }

  async #isWorn(process: JobProcess<Job, Answer, Note>): Promise<boolean> {
    return (await process.residentMegabytes()) > WORN_SHARE * this.#options.limits.memoryMegabytes;
  }

  #start(): JobProcess<Job, Answer, Note> {
    return new JobProcess(this.#entry, this.#options.settings, this.#options.limits);
  }
}
