import { DoppeltonError } from '../../../../errors/index.js';

/** Where in a PostgreSQL server a library is. */
export interface PostgresPlace {
  /** For the client; it may hold a password, so it is never printed. */
  readonly connectionString: string;
  /** Schema that the library's tables are in. */
  readonly schema: string;
  /** What to call the place: without password and settings. */
  readonly name: string;
}

const DEFAULT_SCHEMA = 'doppelton';
/** PostgreSQL cuts names off at 63; room is left for what `library rebuild` appends. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,47}(_rebuild)?$/;

/** Whether a library's place is a database rather than a folder. */
export function isPostgresUrl(place: string): boolean {
  return /^postgres(ql)?:\/\//i.test(place);
}

/**
 * Reads `postgres://[user[:password]@]host[:port]/database[?schema=name&…]`; other parameters are the client's.
 *
 * @throws DoppeltonError `USAGE`, never repeating the URL.
 */
export function parsePostgresUrl(url: string): PostgresPlace {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) {
    throw new DoppeltonError(
      'USAGE',
      'the URL of the library cannot be read; it is postgres://user@host:5432/database, special characters of a password as %XX',
    );
  }
  const schema = parsed.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  if (!SCHEMA_NAME.test(schema)) {
    throw new DoppeltonError(
      'USAGE',
      'the schema in the URL of the library is no name of small letters, digits and _, at most 48',
    );
  }
  parsed.searchParams.delete('schema');
  const user = parsed.username === '' ? '' : `${parsed.username}@`;
  const suffix = schema === DEFAULT_SCHEMA ? '' : `?schema=${schema}`;
  return {
    connectionString: parsed.href,
    schema,
    name: `postgres://${user}${parsed.host}${parsed.pathname}${suffix}`,
  };
}
