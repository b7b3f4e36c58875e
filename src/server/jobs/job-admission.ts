import { DoppeltonError } from '../../errors/index.js';

export interface AdmissionLimits {
  readonly queuedJobs: number;
  readonly jobsPerClient: number;
}

/** A place among the jobs; it is given back once. */
export interface Place {
  /** The job waits no more: it runs. */
  start(): void;
  /** The job waits again. */
  postpone(): void;
  /** The job has ended, or never came to be. */
  leave(): void;
}

/**
 * Who may send a job. A place is taken before the upload begins, so that parallel uploads cannot fill the disk with more
 * than there are places.
 */
export class JobAdmission {
  readonly #limits: AdmissionLimits;
  readonly #byClient = new Map<string, number>();
  #waiting = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** @throws DoppeltonError `QUEUE_FULL`, `TOO_MANY_JOBS`. */
  enter(client: string): Place {
    const { queuedJobs, jobsPerClient } = this.#limits;
    const own = this.#byClient.get(client) ?? 0;
    if (own >= jobsPerClient) {
      throw new DoppeltonError('TOO_MANY_JOBS', `${own} jobs of this client are waiting or running`);
    }
    if (this.#waiting >= queuedJobs)
      throw new DoppeltonError('QUEUE_FULL', `${this.#waiting} jobs are waiting`);
    return this.readmit(client);
  }

  /** A place for a job that had one before a restart. */
  readmit(client: string): Place {
    this.#byClient.set(client, (this.#byClient.get(client) ?? 0) + 1);
    let state: 'waiting' | 'running' | 'left' = 'waiting';
    this.#waiting++;
    const move = (next: typeof state) => {
      if (state === next || state === 'left') return;
      if (state === 'waiting') this.#waiting--;
      if (next === 'waiting') this.#waiting++;
      if (next === 'left') this.#release(client);
      state = next;
    };
    return {
      start: () => {
        move('running');
      },
      postpone: () => {
        move('waiting');
      },
      leave: () => {
        move('left');
      },
    };
  }

  #release(client: string): void {
    const left = (this.#byClient.get(client) ?? 1) - 1;
    if (left === 0) this.#byClient.delete(client);
    else this.#byClient.set(client, left);
  }
}
