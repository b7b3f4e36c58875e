import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

/** A PostgreSQL server for tests: the one that the environment names, or else one of this process. */
export interface TestServer {
  /** A place in it that no other test uses; see `parsePostgresUrl`. */
  newPlace(): string;
  /** Deletes what was made in a place. */
  clear(place: string): Promise<void>;
  stop(): Promise<void>;
}

/** Real PostgreSQL and pgvector, compiled to WebAssembly, behind a socket: one session that all clients share in turns. */
const CLIENTS = 32;

export async function startTestServer(): Promise<TestServer> {
  const named = process.env['DOPPELTON_TEST_POSTGRES_URL'];
  if (named !== undefined) return testServer(named, () => Promise.resolve());
  const db = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: CLIENTS });
  await server.start();
  return testServer(
    `postgres://postgres:postgres@${server.getServerConn()}/postgres?sslmode=disable`,
    async () => {
      await server.stop();
      await db.close();
    },
  );
}

function testServer(url: string, stop: () => Promise<void>): TestServer {
  return {
    newPlace() {
      const place = new URL(url);
      place.searchParams.set('schema', `test_${randomBytes(6).toString('hex')}`);
      return place.href;
    },
    async clear(place) {
      const parsed = new URL(place);
      const schema = parsed.searchParams.get('schema')!;
      parsed.searchParams.delete('schema');
      const client = new pg.Client({ connectionString: parsed.href });
      await client.connect();
      await client.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
      await client.end();
    },
    stop,
  };
}
