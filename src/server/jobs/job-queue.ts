import { randomUUID } from 'node:crypto';
import { DoppeltonError } from '../../errors/index.js';
import { toProblem } from '../http/problem.js';
import { JOB_STATES, type Job, type JobKind, type JobRecord, type JobState } from '../schemas/job-schema.js';
import { JobAdmission, type AdmissionLimits, type Place } from './job-admission.js';
import type { JobRunner } from './job-runner.js';
import type { JobStore } from './job-store.js';
import { LiveJob, type JobEnd } from './live-job.js';

export interface JobQueueSettings extends AdmissionLimits {
  /** Jobs that run at once, beside one that looks through the library as a whole. */
  readonly processes: number;
  /** How long a job that has ended is kept. */
  readonly keepSeconds: number;
}

export interface JobQueuePorts {
  readonly store: JobStore;
  readonly run: JobRunner;
  readonly now: () => Date;
  /** Told of every job that has ended, and what it failed of. */
  readonly onEnd?: (job: Job, error?: unknown) => void;
  /** Told of what could not be deleted; it is once its job is forgotten, or at the next start. */
  readonly onLeftover?: (error: unknown) => void;
}

type KindAndFiles<J> = J extends Pick<Job, 'kind'> ? Pick<J, Extract<keyof J, 'kind' | 'files'>> : never;

/** What a client asks for. */
export type JobDetails = Pick<JobRecord, 'settings'> & KindAndFiles<JobRecord['job']>;

/** A job that is to be: its place is taken, its folder made. */
export interface NewJob {
  readonly id: string;
  /**
   * What this has resolved for is on disk, and will be done.
   *
   * @throws DoppeltonError `FILE_UNWRITABLE`.
   */
  accept(details: JobDetails): Promise<void>;
  /** Gives the place back and deletes what was uploaded. */
  discard(): Promise<void>;
}

/** Who waits for whom: a job waits for those of its own lane alone. */
type Lane = 'short' | 'long';

/** What looks through the library as a whole takes longer than anyone waits who wants two files compared. */
const LANES: Readonly<Record<JobKind, Lane>> = {
  comparison: 'short',
  addition: 'short',
  search: 'short',
  duplicates: 'long',
};

/**
 * Jobs, first come first served in each lane. They are done by this process or, when it ends before, by the next that is given the same
 * store.
 */
export class JobQueue {
  readonly #settings: JobQueueSettings;
  readonly #ports: JobQueuePorts;
  readonly #admission: JobAdmission;
  /** In the order in which they came. */
  readonly #jobs = new Map<string, LiveJob>();
  readonly #running: Readonly<Record<Lane, Set<Promise<void>>>> = { short: new Set(), long: new Set() };
  #isStopping = false;

  constructor(settings: JobQueueSettings, ports: JobQueuePorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#admission = new JobAdmission(settings);
  }

  /** Takes up what an earlier process left in the store; to be called once, before anything else. */
  async resume(): Promise<void> {
    for (const record of await this.#ports.store.load()) {
      const job = this.#add(record, this.#admission.readmit(record.client));
      if (job.hasEnded) job.place.leave();
    }
    this.#startNext();
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** How many jobs are in each state. */
  count(): Readonly<Record<JobState, number>> {
    const counts = Object.fromEntries(JOB_STATES.map((state) => [state, 0])) as Record<JobState, number>;
    for (const { state } of this.#jobs.values()) counts[state]++;
    return counts;
  }

  /**
   * Takes a place for a job whose upload is about to begin.
   *
   * @throws DoppeltonError `SERVICE_STOPPING`, `QUEUE_FULL`, `TOO_MANY_JOBS`, `FILE_UNWRITABLE`.
   */
  async admit(client: string): Promise<NewJob> {
    if (this.#isStopping) throw new DoppeltonError('SERVICE_STOPPING', 'no new jobs are taken');
    const { store, now } = this.#ports;
    const place = this.#admission.enter(client);
    const id = randomUUID();
    const discard = async () => {
      place.leave();
      await store.remove(id);
    };
    const accept = async ({ settings, ...details }: JobDetails) => {
      const job = { id, ...details, state: 'queued', createdAt: now().toISOString() } as const;
      const record = { client, settings, job };
      await store.save(record);
      this.#add(record, place);
      this.#startNext();
    };
    try {
      await store.create(id);
      return { id, accept, discard };
    } catch (error) {
      place.leave();
      throw error;
    }
  }

  /** @throws DoppeltonError `JOB_NOT_FOUND`, for jobs of other clients too. */
  get(id: string, client: string): Job {
    const job = this.#find(id, client);
    if (job.state !== 'queued') return job.describe();
    const lane = [...this.#jobs.values()].filter((other) => laneOf(other) === laneOf(job));
    const queued = lane.filter(({ state }) => state === 'queued');
    return { ...job.describe(), queuePosition: queued.indexOf(job) };
  }

  /**
   * Tells of every change of a job until it has ended.
   *
   * @returns Ends the telling.
   * @throws DoppeltonError `JOB_NOT_FOUND`.
   */
  watch(id: string, client: string, listener: (job: Job) => void): () => void {
    return this.#find(id, client).watch(listener);
  }

  /**
   * Deletes a job, what was uploaded for it and its result; one that runs is ended.
   *
   * @throws DoppeltonError `JOB_NOT_FOUND`.
   */
  async remove(id: string, client: string): Promise<void> {
    const job = this.#find(id, client);
    this.#jobs.delete(id);
    if (!job.hasEnded) this.#end(job, job.ended({ state: 'cancelled' }));
    job.stop.abort();
    await job.work;
    await this.#ports.store.remove(id);
  }

  /** Deletes jobs that ended longer ago than jobs are kept. */
  async forgetOld(): Promise<void> {
    const oldestMs = this.#ports.now().getTime() - 1000 * this.#settings.keepSeconds;
    for (const { id, endedMs = Infinity } of this.#jobs.values()) {
      if (endedMs > oldestMs) continue;
      this.#jobs.delete(id);
      await this.#cleanUp(this.#ports.store.remove(id));
    }
  }

  /**
   * Starts no more jobs, waits for those that run, and ends those that run too long. What is not done stays in the store.
   *
   * @returns How many jobs are left undone.
   */
  async stop(graceSeconds: number): Promise<number> {
    this.#isStopping = true;
    const late = setTimeout(() => {
      for (const { state, stop } of this.#jobs.values()) if (state === 'running') stop.abort();
    }, 1000 * graceSeconds);
    await Promise.all([...this.#running.short, ...this.#running.long]);
    clearTimeout(late);
    return this.count().queued;
  }

  #add(record: JobRecord, place: Place): LiveJob {
    const job = new LiveJob(record, place, this.#ports.now);
    this.#jobs.set(job.id, job);
    return job;
  }

  #find(id: string, client: string): LiveJob {
    const job = this.#jobs.get(id);
    if (job?.record.client === client) return job;
    throw new DoppeltonError('JOB_NOT_FOUND', `there is no job ${id}`);
  }

  #startNext(): void {
    if (this.#isStopping) return;
    const limits: Readonly<Record<Lane, number>> = { short: this.#settings.processes, long: 1 };
    for (const job of this.#jobs.values()) {
      const running = this.#running[laneOf(job)];
      if (job.state !== 'queued' || running.size >= limits[laneOf(job)]) continue;
      job.work = this.#work(job).finally(() => {
        running.delete(job.work);
        this.#startNext();
      });
      running.add(job.work);
    }
  }

  async #work(job: LiveJob): Promise<void> {
    const { run, store } = this.#ports;
    job.start();
    try {
      const result = await run(job.record, {
        signal: job.stop.signal,
        onProgress: (doneSeconds, totalSeconds) => {
          job.advance(doneSeconds, totalSeconds);
        },
      });
      await this.#finish(job, { state: 'finished', result });
    } catch (error) {
      if (this.#isStopping && job.stop.signal.aborted && !job.hasEnded) job.postpone();
      else await this.#fail(job, error);
    }
    if (job.hasEnded) await this.#cleanUp(store.dropUploads(job.id));
  }

  /**
   * Ends a job once its end is on disk.
   *
   * @throws DoppeltonError What `JobStore.save` throws: then the job has not ended.
   */
  async #finish(job: LiveJob, end: JobEnd, error?: unknown): Promise<void> {
    if (job.hasEnded) return;
    const ended = job.ended(end);
    await this.#ports.store.save({ ...job.record, job: ended });
    this.#end(job, ended, error);
  }

  /** Ends a job that cannot be done, be its end on disk or not. */
  async #fail(job: LiveJob, error: unknown): Promise<void> {
    const end: JobEnd = { state: 'failed', problem: toProblem(error) };
    try {
      await this.#finish(job, end, error);
    } catch {
      // What hinders the saving is worth less than what the job failed of.
      this.#end(job, job.ended(end), error);
      await this.#cleanUp(this.#ports.store.remove(job.id));
    }
  }

  /** A disk that refuses to delete ends neither a job nor the service. */
  async #cleanUp(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#ports.onLeftover?.(error);
    }
  }

  #end(job: LiveJob, ended: JobRecord['job'], error?: unknown): void {
    if (job.hasEnded) return;
    job.end(ended);
    this.#ports.onEnd?.(ended, error);
  }
}

function laneOf({ record }: LiveJob): Lane {
  return LANES[record.job.kind];
}
