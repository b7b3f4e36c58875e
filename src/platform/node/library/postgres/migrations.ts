import { z } from 'zod';
import { DoppeltonError } from '../../../../errors/index.js';
import type { LibrarySettings } from '../../../../search/index.js';
import type { PostgresDatabase, Query } from './postgres-database.js';

/** Half-precision vectors and scans that go on past removed rows. */
const LEAST_PGVECTOR = [0, 8] as const;

/**
 * Neighbours that a vector of the graph is linked to, and vectors that are looked at when one is put in its place:
 * pgvector's own defaults.
 */
const HNSW = 'm = 16, ef_construction = 64';

/** One change of the tables; `table` gives names for SQL. */
interface Migration {
  readonly name: string;
  readonly statements: (table: (name: string) => string, settings: LibrarySettings) => readonly string[];
}

/** In order; the number of a migration is its place, from 1. What has been published is never changed, only added to. */
const MIGRATIONS: readonly Migration[] = [
  {
    name: 'recordings and their windows',
    statements: (table, { embeddingSize }) => [
      `CREATE TABLE ${table('library')} (
        settings jsonb NOT NULL,
        recordings bigint NOT NULL DEFAULT 0,
        windows bigint NOT NULL DEFAULT 0,
        duration_seconds double precision NOT NULL DEFAULT 0)`,
      `CREATE TABLE ${table('recordings')} (
        ordinal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id bytea NOT NULL UNIQUE,
        path text NOT NULL,
        duration_seconds double precision NOT NULL,
        windows integer NOT NULL,
        about jsonb NOT NULL,
        sketch_bins integer NOT NULL,
        sketch_columns integer NOT NULL,
        sketch bytea NOT NULL,
        checksum bigint NOT NULL)`,
      // An index's key is bounded; longer paths are told apart by their ordinals alone.
      `CREATE INDEX recordings_by_path ON ${table('recordings')} ((left(path, 600)) COLLATE "C", ordinal)`,
      `CREATE TABLE ${table('windows')} (
        recording bigint NOT NULL REFERENCES ${table('recordings')} ON DELETE CASCADE,
        number integer NOT NULL,
        start_seconds real NOT NULL,
        end_seconds real NOT NULL,
        direction halfvec(${embeddingSize}) NOT NULL,
        PRIMARY KEY (recording, number))`,
      `CREATE INDEX windows_by_direction ON ${table('windows')} USING hnsw (direction halfvec_cosine_ops) WITH (${HNSW})`,
      // Signs of noise: nothing is gained by another try to compress them.
      `ALTER TABLE ${table('recordings')} ALTER COLUMN sketch SET STORAGE EXTERNAL`,
    ],
  },
  {
    name: 'files to be put in, for several workers',
    statements: (table) => [
      `CREATE TABLE ${table('queue')} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        path text NOT NULL,
        path_hash bytea NOT NULL UNIQUE,
        bytes bigint NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'done', 'failed')),
        worker text,
        leased_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        error_code text,
        error_message text)`,
      `CREATE INDEX queue_of_work ON ${table('queue')} (id) WHERE state IN ('waiting', 'leased')`,
    ],
  },
  {
    name: 'all places of a recording',
    statements: (table) => [
      `ALTER TABLE ${table('recordings')} ADD COLUMN other_paths text[] NOT NULL DEFAULT '{}'`,
    ],
  },
];

const settingsSchema = z.strictObject({
  model: z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() }),
  embeddingSize: z.int().positive(),
  windowSeconds: z.number().positive(),
  hopSeconds: z.number().positive(),
});

/**
 * The settings of the library that a database holds, its tables brought up to date.
 *
 * @param wanted - Settings of the library to be made where there is none.
 * @returns Undefined where there is none.
 * @throws DoppeltonError `LIBRARY_NEWER` when a later version made it; `LIBRARY_UNAVAILABLE` when pgvector is missing
 *   or too old.
 */
export function migrate(
  database: PostgresDatabase,
  wanted: LibrarySettings | undefined,
): Promise<LibrarySettings | undefined> {
  return database.transaction(async (query) => {
    const isThere = await hasTables(database, query);
    if (!isThere && wanted === undefined) return undefined;
    const applied = isThere ? await appliedMigrations(database, query) : 0;
    if (applied < MIGRATIONS.length) await applyMigrations(database, query, wanted);
    return readSettings(database, query);
  });
}

async function applyMigrations(
  database: PostgresDatabase,
  query: Query,
  wanted: LibrarySettings | undefined,
): Promise<void> {
  // Others that come at the same time wait here, and then find the work done.
  await query('SELECT pg_advisory_xact_lock(hashtext($1))', [`doppelton/${database.schema}`]);
  const isThere = await hasTables(database, query);
  if (!isThere) {
    await requirePgvector(database, query);
    await query(`CREATE SCHEMA IF NOT EXISTS "${database.schema}"`);
    await query(
      `CREATE TABLE ${database.table('migrations')} (
        number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
  }
  const applied = await appliedMigrations(database, query);
  const settings = applied === 0 ? wanted : await readSettings(database, query);
  if (settings === undefined) throw incomplete(database);
  for (const [i, { name, statements }] of MIGRATIONS.entries()) {
    if (i < applied) continue;
    for (const statement of statements((table) => database.table(table), settings)) await query(statement);
    await query(`INSERT INTO ${database.table('migrations')} (number, name) VALUES ($1, $2)`, [i + 1, name]);
  }
  if (applied > 0) return;
  await query(`INSERT INTO ${database.table('library')} (settings) VALUES ($1)`, [JSON.stringify(settings)]);
}

async function hasTables(database: PostgresDatabase, query: Query): Promise<boolean> {
  const rows = await query('SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
    database.schema,
    'migrations',
  ]);
  return rows.length > 0;
}

/** @throws DoppeltonError `LIBRARY_NEWER` when there are more than this version knows. */
async function appliedMigrations(database: PostgresDatabase, query: Query): Promise<number> {
  const [row] = await query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM ${database.table('migrations')}`,
  );
  const applied = row!.count;
  if (applied <= MIGRATIONS.length) return applied;
  throw new DoppeltonError(
    'LIBRARY_NEWER',
    `${database.name} has schema ${applied}; this version knows ${MIGRATIONS.length}`,
  );
}

async function readSettings(database: PostgresDatabase, query: Query): Promise<LibrarySettings> {
  const [row] = await query<{ settings: unknown }>(`SELECT settings FROM ${database.table('library')}`);
  const result = settingsSchema.safeParse(row?.settings);
  if (!result.success) throw incomplete(database);
  return result.data;
}

async function requirePgvector(database: PostgresDatabase, query: Query): Promise<void> {
  const [available] = await query<{ version: string }>(
    `SELECT coalesce(installed_version, default_version) AS version
     FROM pg_available_extensions WHERE name = 'vector'`,
  );
  const [major = 0, minor = 0] = (available?.version ?? '').split('.').map(Number);
  if (major < LEAST_PGVECTOR[0] || (major === LEAST_PGVECTOR[0] && minor < LEAST_PGVECTOR[1])) {
    throw new DoppeltonError(
      'LIBRARY_UNAVAILABLE',
      `${database.name} has ${available === undefined ? 'no pgvector' : `pgvector ${available.version}`}; ${LEAST_PGVECTOR.join('.')} or later must be installed on the server`,
    );
  }
  await query('CREATE EXTENSION IF NOT EXISTS vector');
}

function incomplete({ name }: PostgresDatabase): DoppeltonError {
  return new DoppeltonError(
    'LIBRARY_DAMAGED',
    `${name} does not say with which settings its library was made`,
  );
}
