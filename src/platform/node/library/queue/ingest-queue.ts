import { createHash } from 'node:crypto';
import type { PostgresDatabase } from '../postgres/postgres-database.js';
import type { FileToIngest } from '../ingest/find-recordings.js';

/** A file that a worker has taken, to be put into the library. */
export interface QueuedFile extends FileToIngest {
  readonly id: string;
}

/** A file that could not be put in, and why. */
export interface QueueFailure {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** How far a queue has come, in files. */
export interface QueueStatus {
  readonly waiting: number;
  /** Taken by a worker whose time has not run out. */
  readonly leased: number;
  readonly done: number;
  readonly failed: number;
}

/** Files of one statement. */
const FILES_PER_STATEMENT = 1000;
/** A file that so many workers took and did not come back from is not given to another. */
const MOST_ATTEMPTS = 3;

/**
 * Files that are to be put into a library in PostgreSQL, in a table beside it. Workers take some at a time, for a while:
 * rows that another is just taking are skipped, and what a worker did not finish in its time is taken by another. That
 * a file is done twice is no harm, as a library holds a recording once.
 *
 * All methods throw DoppeltonError `LIBRARY_UNAVAILABLE`.
 */
export class IngestQueue {
  readonly #database: PostgresDatabase;
  readonly #queue: string;

  /** @param database - Of a library; closed by whoever opened it. */
  constructor(database: PostgresDatabase) {
    this.#database = database;
    this.#queue = database.table('queue');
  }

  /**
   * Puts files in. One that is waiting or being worked at stays as it is; one that is done or has failed is done again.
   *
   * @returns How many wait that did not before.
   */
  async put(files: readonly FileToIngest[]): Promise<number> {
    let count = 0;
    for (let from = 0; from < files.length; from += FILES_PER_STATEMENT) {
      const some = files.slice(from, from + FILES_PER_STATEMENT);
      const rows = await this.#database.transaction((query) =>
        query(
          `INSERT INTO ${this.#queue} AS queue (path, path_hash, bytes)
           SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[])
           ON CONFLICT (path_hash) DO UPDATE SET
             state = 'waiting', bytes = excluded.bytes, attempts = 0, error_code = NULL, error_message = NULL
           WHERE queue.state IN ('done', 'failed')
           RETURNING id`,
          [
            some.map(({ path }) => path),
            some.map(({ path }) => hashOf(path)),
            some.map(({ bytes }) => bytes),
          ],
        ),
      );
      count += rows.length;
    }
    return count;
  }

  /**
   * Takes files for a while.
   *
   * @param worker - Who takes them; no other goes by that name.
   */
  take(worker: string, count: number, leaseSeconds: number): Promise<QueuedFile[]> {
    return this.#database.transaction(async (query) => {
      await query(
        `UPDATE ${this.#queue} SET state = 'failed', error_code = 'WORKER_ENDED',
           error_message = path || ': ' || attempts || ' workers took it and none came back'
         WHERE state = 'leased' AND leased_until < now() AND attempts >= $1`,
        [MOST_ATTEMPTS],
      );
      const rows = await query<{ id: string; path: string; bytes: string }>(
        `UPDATE ${this.#queue} SET state = 'leased', worker = $1, attempts = attempts + 1,
           leased_until = now() + $2 * interval '1 second'
         WHERE id IN (
           SELECT id FROM ${this.#queue}
           WHERE state = 'waiting' OR (state = 'leased' AND leased_until < now())
           ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
         RETURNING id, path, bytes`,
        [worker, leaseSeconds, count],
      );
      return rows.map(({ id, path, bytes }) => ({ id, path, bytes: Number(bytes) }));
    });
  }

  /** Gives a worker more time for all that it has. */
  async renew(worker: string, leaseSeconds: number): Promise<void> {
    await this.#database.transaction((query) =>
      query(
        `UPDATE ${this.#queue} SET leased_until = now() + $2 * interval '1 second'
         WHERE state = 'leased' AND worker = $1`,
        [worker, leaseSeconds],
      ),
    );
  }

  /** Says what became of files that a worker took; of those that another has taken since, nothing is changed. */
  async settle(
    worker: string,
    done: readonly QueuedFile[],
    failed: readonly (QueueFailure & { readonly id: string })[],
  ): Promise<void> {
    await this.#database.transaction(async (query) => {
      await query(
        `UPDATE ${this.#queue} SET state = 'done' WHERE id = ANY($2::bigint[]) AND worker = $1 AND state = 'leased'`,
        [worker, done.map(({ id }) => id)],
      );
      await query(
        `UPDATE ${this.#queue} AS queue SET state = 'failed', error_code = failed.code, error_message = failed.message
         FROM unnest($2::bigint[], $3::text[], $4::text[]) AS failed (id, code, message)
         WHERE queue.id = failed.id AND worker = $1 AND state = 'leased'`,
        [
          worker,
          failed.map(({ id }) => id),
          failed.map(({ code }) => code),
          failed.map(({ message }) => message),
        ],
      );
    });
  }

  async status(): Promise<QueueStatus> {
    const rows = await this.#database.transaction((query) =>
      query<{ state: keyof QueueStatus; count: number }>(
        `SELECT CASE WHEN state = 'leased' AND leased_until < now() THEN 'waiting' ELSE state END AS state,
           count(*)::float8 AS count
         FROM ${this.#queue} GROUP BY 1`,
      ),
    );
    const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    return { waiting: 0, leased: 0, done: 0, failed: 0, ...counts };
  }

  /** In the order in which they were put in. */
  failures(): Promise<QueueFailure[]> {
    return this.#database.transaction((query) =>
      query<QueueFailure>(
        `SELECT path, error_code AS code, error_message AS message
         FROM ${this.#queue} WHERE state = 'failed' ORDER BY id`,
      ),
    );
  }
}

/** Paths may be longer than an index's key. */
function hashOf(path: string): Buffer {
  return createHash('sha256').update(path).digest();
}
