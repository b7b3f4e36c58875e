import pg from 'pg';
import { isConnectionLoss, postgresError } from './postgres-error.js';
import type { PostgresPlace } from './postgres-place.js';

/** Connections of one library at most; workers in threads write through one store. */
const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 15_000;

/** Rows of one statement, in one transaction. */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/**
 * A PostgreSQL database by transactions: all that is done with it is in one, so that it is there whole or not at all,
 * also where a proxy hands the statements of many clients to one session.
 */
export class PostgresDatabase {
  readonly name: string;
  readonly schema: string;
  readonly #pool: pg.Pool;

  constructor({ connectionString, schema, name }: PostgresPlace) {
    this.name = name;
    this.schema = schema;
    this.#pool = new pg.Pool({
      connectionString,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'doppelton',
      keepAlive: true,
    });
    // An idle connection that breaks is left out; without a listener it would end the process.
    this.#pool.on('error', () => undefined);
  }

  /** Name of a table of the library, for SQL. */
  table(name: string): string {
    return `"${this.schema}"."${name}"`;
  }

  /** @throws DoppeltonError `LIBRARY_UNAVAILABLE`, `LIBRARY_DAMAGED`, and what the work throws; then nothing was done. */
  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await this.#begun();
    let broken: unknown;
    try {
      const result = await work((text, values) => run(client, text, values));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      broken = isConnectionLoss(error) ? error : await rollback(client);
      throw postgresError(this.name, error);
    } finally {
      if (broken === undefined) client.off('error', ignore);
      client.release(broken !== undefined);
    }
  }

  /** For statements that PostgreSQL does not admit in a transaction. */
  async alone(text: string): Promise<void> {
    try {
      await this.#pool.query(text);
    } catch (error) {
      throw postgresError(this.name, error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** A connection with a transaction begun. One that broke unnoticed while it was idle is replaced. */
  async #begun(): Promise<pg.PoolClient> {
    for (let attempt = 0; ; attempt++) {
      let client: pg.PoolClient | undefined;
      try {
        client = await this.#pool.connect();
        // What happens between two statements is told by the next one.
        client.on('error', ignore);
        await client.query('BEGIN');
        return client;
      } catch (error) {
        client?.release(true);
        // Where not even a connection was made, another attempt is made by whoever asked.
        if (client === undefined || attempt > CONNECTIONS || !isConnectionLoss(error))
          throw postgresError(this.name, error);
      }
    }
  }
}

function ignore(): void {
  // See where it is used.
}

async function run<Row extends object>(
  client: pg.PoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await client.query<Row>(text, [...values]);
  return rows;
}

/** @returns Why the connection is of no use any more, if so. */
async function rollback(client: pg.PoolClient): Promise<unknown> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error;
  }
}
