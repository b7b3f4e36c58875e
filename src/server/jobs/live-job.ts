import type { Job, JobRecord, JobState } from '../schemas/job-schema.js';
import type { Place } from './job-admission.js';
import { jobProgress } from './job-progress.js';

const ENDED: ReadonlySet<JobState> = new Set<JobState>(['finished', 'failed', 'cancelled']);

/** Whether nothing more will happen to a job. */
export function hasEnded(job: Pick<Job, 'state'>): boolean {
  return ENDED.has(job.state);
}

/** How a job ends. */
export type JobEnd = Pick<Job, 'state' | 'result' | 'problem'>;

/** A job in this process: what is known of it, who works on it and who wants to hear of it. */
export class LiveJob {
  readonly id: string;
  /** As it was accepted. */
  readonly record: JobRecord;
  readonly place: Place;
  readonly stop = new AbortController();
  /** Settled when no process works on the job. */
  work: Promise<void> = Promise.resolve();
  readonly #now: () => Date;
  readonly #listeners = new Set<(job: Job) => void>();
  #job: JobRecord['job'];
  #startedMs = 0;
  #doneSeconds = 0;
  #totalSeconds = 0;

  constructor(record: JobRecord, place: Place, now: () => Date) {
    this.id = record.job.id;
    this.record = record;
    this.place = place;
    this.#job = record.job;
    this.#now = now;
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** In milliseconds since 1970; undefined for a job that goes on. */
  get endedMs(): number | undefined {
    return this.#job.endedAt === undefined ? undefined : Date.parse(this.#job.endedAt);
  }

  get hasEnded(): boolean {
    return hasEnded(this.#job);
  }

  /** What a client is told; where it stands in the queue, the queue knows. */
  describe(): Job {
    if (this.state !== 'running') return this.#job;
    const elapsedSeconds = (this.#now().getTime() - this.#startedMs) / 1000;
    return { ...this.#job, progress: jobProgress(this.#doneSeconds, this.#totalSeconds, elapsedSeconds) };
  }

  start(): void {
    this.place.start();
    const startedAt = this.#now();
    this.#startedMs = startedAt.getTime();
    this.#change({ ...this.#job, state: 'running', startedAt: startedAt.toISOString() });
  }

  /** @param totalSeconds - 0 where unknown. */
  advance(doneSeconds: number, totalSeconds: number): void {
    this.#doneSeconds = doneSeconds;
    this.#totalSeconds = totalSeconds;
    this.#change(this.#job);
  }

  /** Back to where it was before it was started. */
  postpone(): void {
    this.place.postpone();
    this.#change(this.record.job);
  }

  /** The job as it would be with this end, now. */
  ended(end: JobEnd): JobRecord['job'] {
    // A result is of the job's kind: the runner says so.
    return { ...this.#job, ...end, endedAt: this.#now().toISOString() } as JobRecord['job'];
  }

  /** @param job - Of {@link ended}. */
  end(job: JobRecord['job']): void {
    this.place.leave();
    this.#change(job);
    this.#listeners.clear();
  }

  /**
   * Tells of every change until the job has ended.
   *
   * @returns Ends the telling.
   */
  watch(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #change(job: JobRecord['job']): void {
    this.#job = job;
    const told = this.describe();
    for (const listener of this.#listeners) listener(told);
  }
}
