import { DoppeltonError } from '../../../../errors/index.js';
import type { LibraryEntry } from '../../../../search/index.js';
import type { PostgresDatabase, Query } from './postgres-database.js';
import { aboutText, checksumOf, vectorText } from './stored-rows.js';

/** Windows of one statement: some hundred kilobytes of text. */
const WINDOWS_PER_STATEMENT = 500;

/**
 * Puts recordings that are not there into the tables, within a transaction.
 *
 * @param modelSha256 - Of the model that the entries are of.
 * @returns The ids that were new.
 * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` when a library of another model has come in the place of the one that was
 *   opened, see `rebuildLibrary`.
 */
export async function insertEntries(
  database: PostgresDatabase,
  query: Query,
  entries: readonly LibraryEntry[],
  modelSha256: string,
): Promise<Set<string>> {
  // Of entries with one id the first counts. In one order, so that two writers do not wait for each other.
  const unique = new Map(entries.toReversed().map((entry) => [entry.recording.id, entry]));
  const sorted = [...unique.values()].sort((a, b) => (a.recording.id < b.recording.id ? -1 : 1));
  const inserted = await insertRecordings(database, query, sorted);
  const added = sorted.flatMap((entry) => {
    const ordinal = inserted.get(entry.recording.id);
    return ordinal === undefined ? [] : [{ entry, ordinal }];
  });
  await insertWindows(database, query, added);
  const library = await countRecordings(
    database,
    query,
    1,
    added.map(({ entry }) => ({
      windows: entry.windows.times.length / 2,
      duration_seconds: entry.recording.durationSeconds,
    })),
  );
  if (library.modelSha256 !== modelSha256) {
    throw new DoppeltonError(
      'LIBRARY_INCOMPATIBLE',
      `${database.name} has been rebuilt with another model since it was opened`,
    );
  }
  return new Set(inserted.keys());
}

/**
 * Counts recordings that came (1) or went (−1); last in a transaction, as other writers wait for this row.
 *
 * @returns What the library is, which nobody changes before the transaction ends.
 */
export async function countRecordings(
  database: PostgresDatabase,
  query: Query,
  sign: 1 | -1,
  rows: readonly { readonly windows: number; readonly duration_seconds: number }[],
): Promise<{ readonly modelSha256: string }> {
  const windows = rows.reduce((sum, row) => sum + row.windows, 0);
  const seconds = rows.reduce((sum, row) => sum + row.duration_seconds, 0);
  const [library] = await query<{ model: string }>(
    `UPDATE ${database.table('library')} SET recordings = recordings + $1, windows = windows + $2,
       -- A sum of many lengths from which each was taken again is not exactly 0.
       duration_seconds = CASE WHEN recordings + $1 = 0 THEN 0 ELSE greatest(0, duration_seconds + $3) END
     RETURNING settings->'model'->>'sha256' AS model`,
    [sign * rows.length, sign * windows, sign * seconds],
  );
  return { modelSha256: library!.model };
}

/** @returns Ordinals of those that were new, by id. */
async function insertRecordings(
  database: PostgresDatabase,
  query: Query,
  entries: readonly LibraryEntry[],
): Promise<Map<string, string>> {
  const rows = await query<{ id: Buffer; ordinal: string }>(
    `INSERT INTO ${database.table('recordings')}
       (id, path, duration_seconds, windows, about, sketch_bins, sketch_columns, sketch, checksum)
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::float8[], $4::integer[], $5::jsonb[], $6::integer[],
       $7::integer[], $8::bytea[], $9::bigint[])
     ON CONFLICT (id) DO NOTHING RETURNING id, ordinal`,
    [
      entries.map(({ recording }) => Buffer.from(recording.id, 'hex')),
      entries.map(({ recording }) => recording.path),
      entries.map(({ recording }) => recording.durationSeconds),
      entries.map(({ windows }) => windows.times.length / 2),
      entries.map(aboutText),
      entries.map(({ sketch }) => sketch.bins),
      entries.map(({ sketch }) => sketch.columns),
      entries.map(({ sketch: { bits } }) => Buffer.from(bits.buffer, bits.byteOffset, bits.byteLength)),
      entries.map(({ windows, sketch }) => checksumOf(windows, sketch)),
    ],
  );
  return new Map(rows.map(({ id, ordinal }) => [id.toString('hex'), ordinal]));
}

interface NewWindow {
  readonly ordinal: string;
  readonly number: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly direction: string;
}

async function insertWindows(
  database: PostgresDatabase,
  query: Query,
  added: readonly { readonly entry: LibraryEntry; readonly ordinal: string }[],
): Promise<void> {
  const windows = added.flatMap(({ entry, ordinal }) => newWindows(entry, ordinal));
  for (let from = 0; from < windows.length; from += WINDOWS_PER_STATEMENT) {
    const some = windows.slice(from, from + WINDOWS_PER_STATEMENT);
    await query(
      `INSERT INTO ${database.table('windows')} (recording, number, start_seconds, end_seconds, direction)
       SELECT recording, number, start_seconds, end_seconds, direction::halfvec
       FROM unnest($1::bigint[], $2::integer[], $3::real[], $4::real[], $5::text[])
         AS new (recording, number, start_seconds, end_seconds, direction)`,
      [
        some.map(({ ordinal }) => ordinal),
        some.map(({ number }) => number),
        some.map(({ startSeconds }) => startSeconds),
        some.map(({ endSeconds }) => endSeconds),
        some.map(({ direction }) => direction),
      ],
    );
  }
}

function newWindows({ windows: { directions, times } }: LibraryEntry, ordinal: string): NewWindow[] {
  const count = times.length / 2;
  const size = directions.length / count;
  return Array.from({ length: count }, (_, number) => ({
    ordinal,
    number,
    startSeconds: times[2 * number]!,
    endSeconds: times[2 * number + 1]!,
    direction: vectorText(directions.subarray(number * size, (number + 1) * size)),
  }));
}
