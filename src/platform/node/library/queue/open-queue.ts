import { DoppeltonError } from '../../../../errors/index.js';
import { migrate } from '../postgres/migrations.js';
import { PostgresDatabase } from '../postgres/postgres-database.js';
import { isPostgresUrl, parsePostgresUrl } from '../postgres/postgres-place.js';
import { IngestQueue } from './ingest-queue.js';

/**
 * Does something with the queue of a library.
 *
 * @throws DoppeltonError `USAGE` for a library in a folder; `LIBRARY_NOT_FOUND`, `LIBRARY_UNAVAILABLE`.
 */
export async function withQueue<T>(place: string, work: (queue: IngestQueue) => Promise<T>): Promise<T> {
  if (!isPostgresUrl(place)) {
    throw new DoppeltonError(
      'USAGE',
      'only a library in PostgreSQL has a queue; name it with --library postgres://…, or add to a folder with `doppelton library add`',
    );
  }
  const parsed = parsePostgresUrl(place);
  const database = new PostgresDatabase(parsed);
  try {
    if ((await migrate(database, undefined)) === undefined) {
      throw new DoppeltonError('LIBRARY_NOT_FOUND', `${parsed.name} holds no library`);
    }
    return await work(new IngestQueue(database));
  } finally {
    await database.close();
  }
}
