import { isWholeSketch, type RecordingSketch } from '../../../../alignment/index.js';
import { DoppeltonError } from '../../../../errors/index.js';
import {
  pathsById,
  type LibraryEntry,
  type LibraryFault,
  type LibraryRecording,
  type LibrarySettings,
  type LibraryStats,
  type LibraryStore,
  type LibraryWindows,
  type Neighbour,
  type RecordingFile,
} from '../../../../search/index.js';
import { countRecordings, insertEntries } from './insert-entries.js';
import type { PostgresDatabase, Query } from './postgres-database.js';
import {
  checksumOf,
  damaged,
  toRecording,
  toWindows,
  vectorText,
  type RecordingRow,
  type WindowRow,
} from './stored-rows.js';

/** Recordings that are listed in one piece. */
const RECORDINGS_PER_PIECE = 256;
/** Vectors that a search of the graph looks at, at least and as pgvector admits. */
const EXPANSION_SEARCH = { least: 100, most: 1000, perWanted: 2 } as const;
/** Share of dead rows from which on their space is given back at once. */
const MOST_DEAD = 0.1;

/** A library in PostgreSQL: rows of recordings and of their windows, and pgvector's graph of the windows. */
export class PostgresLibraryStore implements LibraryStore {
  readonly settings: LibrarySettings;
  readonly #database: PostgresDatabase;
  readonly #recordings: string;
  readonly #windows: string;
  readonly #library: string;

  constructor(database: PostgresDatabase, settings: LibrarySettings) {
    this.settings = settings;
    this.#database = database;
    this.#recordings = database.table('recordings');
    this.#windows = database.table('windows');
    this.#library = database.table('library');
  }

  async add(entries: readonly LibraryEntry[]): Promise<readonly string[]> {
    for (const entry of entries) this.#requireFitting(entry);
    const { sha256 } = this.settings.model;
    const added = await this.#database.transaction((query) =>
      insertEntries(this.#database, query, entries, sha256),
    );
    return entries.map(({ recording }) => recording.id).filter((id) => added.delete(id));
  }

  async remove(ids: readonly string[]): Promise<readonly string[]> {
    const gone = await this.#database.transaction((query) => this.#remove(query, ids));
    return ids.filter((id) => gone.delete(id));
  }

  addPaths(files: readonly RecordingFile[]): Promise<readonly RecordingFile[]> {
    return this.#database.transaction(async (query) => {
      const added: RecordingFile[] = [];
      for (const [id, paths] of inOrder(pathsById(files))) {
        const known = await this.#lockedPaths(query, id);
        const more = [...paths].filter((path) => !known.includes(path));
        if (known.length === 0 || more.length === 0) continue;
        await this.#move(query, id, [...known, ...more]);
        added.push(...more.map((path) => ({ id, path })));
      }
      return added;
    });
  }

  removePaths(files: readonly RecordingFile[]): Promise<readonly string[]> {
    return this.#database.transaction(async (query) => {
      const placeless: string[] = [];
      for (const [id, gone] of inOrder(pathsById(files))) {
        const known = await this.#lockedPaths(query, id);
        const paths = known.filter((path) => !gone.has(path));
        if (paths.length === known.length) continue;
        if (paths.length === 0) placeless.push(id);
        else await this.#move(query, id, paths);
      }
      const removed = await this.#remove(query, placeless);
      return files.map(({ id }) => id).filter((id) => removed.delete(id));
    });
  }

  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.#read<{ id: Buffer }>(`SELECT id FROM ${this.#recordings} WHERE id = ANY($1)`, [
      ids.map(idBytes),
    ]);
    return new Set(rows.map(({ id }) => id.toString('hex')));
  }

  async get(id: string): Promise<LibraryRecording | undefined> {
    const [row] = await this.#read<RecordingRow>(
      `SELECT id, path, other_paths, about FROM ${this.#recordings} WHERE id = $1`,
      [idBytes(id)],
    );
    return row && toRecording(row);
  }

  async *list(): AsyncGenerator<LibraryRecording, void, undefined> {
    for await (const rows of this.#pieces()) yield* rows.map(toRecording);
  }

  windows(id: string): Promise<LibraryWindows | undefined> {
    return this.#database.transaction((query) => this.#windowsOf(query, id));
  }

  sketch(id: string): Promise<RecordingSketch | undefined> {
    return this.#database.transaction((query) => this.#sketchOf(query, id));
  }

  async nearest(directions: Int8Array, count: number): Promise<readonly (readonly Neighbour[])[]> {
    const { embeddingSize } = this.settings;
    const queries = Array.from({ length: directions.length / embeddingSize }, (_, i) =>
      vectorText(directions.subarray(i * embeddingSize, (i + 1) * embeddingSize)),
    );
    const { least, most, perWanted } = EXPANSION_SEARCH;
    const expansion = Math.min(most, Math.max(least, perWanted * count));
    const rows = await this.#database.transaction(async (query) => {
      await query(`SET LOCAL hnsw.ef_search = ${expansion}`);
      // Rows of removed recordings stay in the graph for a while: the search goes on past them.
      await query(`SET LOCAL hnsw.iterative_scan = strict_order`);
      return query<NeighbourRow>(
        // Read once as vectors, not once for every row that they are compared with.
        `WITH queries AS MATERIALIZED (
           SELECT number::integer, direction::halfvec
           FROM unnest($1::text[]) WITH ORDINALITY AS texts (direction, number))
         SELECT queries.number AS query, recordings.id, near.number, near.start_seconds, near.end_seconds,
                near.distance
         FROM queries
         CROSS JOIN LATERAL (
           SELECT recording, number, start_seconds, end_seconds, direction <=> queries.direction AS distance
           FROM ${this.#windows} ORDER BY direction <=> queries.direction LIMIT $2) AS near
         JOIN ${this.#recordings} AS recordings ON recordings.ordinal = near.recording
         ORDER BY queries.number, near.distance`,
        [queries, count],
      );
    });
    const neighbours = queries.map((): Neighbour[] => []);
    for (const { query, id, number, start_seconds, end_seconds, distance } of rows) {
      neighbours[query - 1]!.push({
        recordingId: id.toString('hex'),
        window: number,
        startSeconds: Math.fround(start_seconds),
        endSeconds: Math.fround(end_seconds),
        cosine: 1 - distance,
      });
    }
    return neighbours;
  }

  async stats(): Promise<LibraryStats> {
    const [row] = await this.#read<StatsRow>(
      `SELECT recordings::float8, windows::float8, duration_seconds,
         (SELECT sum(pg_total_relation_size(oid)) FROM pg_class
          WHERE relnamespace = $1::regnamespace AND relkind = 'r')::float8 AS stored_bytes
       FROM ${this.#library}`,
      [this.#database.schema],
    );
    const { recordings, windows, duration_seconds: durationSeconds, stored_bytes: storedBytes } = row!;
    return { settings: this.settings, recordings, windows, durationSeconds, storedBytes };
  }

  async *verify(onProgress?: (recordings: number) => void): AsyncGenerator<LibraryFault, void, undefined> {
    const message = await this.#faultOfWhole();
    if (message !== undefined) yield { message };
    for await (const rows of this.#pieces()) {
      for (const row of rows) {
        const recordingId = row.id.toString('hex');
        const fault = await this.#faultOf(recordingId, row);
        if (fault !== undefined) yield { recordingId, message: fault };
        onProgress?.(1);
      }
    }
  }

  /** The graph is always up to date; the space of removed rows is given back where there are many. */
  async optimise(): Promise<void> {
    const [row] = await this.#read<{ dead: number; live: number }>(
      `SELECT n_dead_tup::float8 AS dead, n_live_tup::float8 AS live
       FROM pg_stat_user_tables WHERE schemaname = $1 AND relname = 'windows'`,
      [this.#database.schema],
    );
    if (row === undefined || row.dead <= MOST_DEAD * row.live) return;
    for (const table of [this.#windows, this.#recordings]) await this.#database.alone(`VACUUM ${table}`);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  /** @returns The ids that were there. */
  async #remove(query: Query, ids: readonly string[]): Promise<Set<string>> {
    const rows = await query<{ id: Buffer; windows: number; duration_seconds: number }>(
      `DELETE FROM ${this.#recordings} WHERE id = ANY($1) RETURNING id, windows, duration_seconds`,
      [ids.map(idBytes)],
    );
    await countRecordings(this.#database, query, -1, rows);
    return new Set(rows.map(({ id }) => id.toString('hex')));
  }

  /** Places of a recording, which no other transaction changes before this one ends; none where it is not there. */
  async #lockedPaths(query: Query, id: string): Promise<string[]> {
    const [row] = await query<Pick<RecordingRow, 'path' | 'other_paths'>>(
      `SELECT path, other_paths FROM ${this.#recordings} WHERE id = $1 FOR UPDATE`,
      [idBytes(id)],
    );
    return row === undefined ? [] : [row.path, ...row.other_paths];
  }

  async #move(query: Query, id: string, [path, ...others]: readonly string[]): Promise<void> {
    await query(`UPDATE ${this.#recordings} SET path = $2, other_paths = $3 WHERE id = $1`, [
      idBytes(id),
      path,
      others,
    ]);
  }

  #read<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.#database.transaction((query) => query<Row>(text, values));
  }

  /** Recordings in order of their paths; nothing is held while the caller works. */
  async *#pieces(): AsyncGenerator<readonly (RecordingRow & ListRow)[], void, undefined> {
    let after = { key: '', ordinal: '-1' };
    for (;;) {
      const rows = await this.#read<RecordingRow & ListRow>(
        `SELECT id, path, other_paths, about, windows, checksum::float8, ordinal, left(path, 600) AS key
         FROM ${this.#recordings}
         WHERE (left(path, 600) COLLATE "C", ordinal) > ($1, $2)
         ORDER BY left(path, 600) COLLATE "C", ordinal LIMIT ${RECORDINGS_PER_PIECE}`,
        [after.key, after.ordinal],
      );
      yield rows;
      if (rows.length < RECORDINGS_PER_PIECE) return;
      after = rows.at(-1)!;
    }
  }

  async #windowsOf(query: Query, id: string): Promise<LibraryWindows | undefined> {
    const rows = await query<WindowRow>(
      `SELECT start_seconds, end_seconds, direction::text
       FROM ${this.#windows} WHERE recording = (SELECT ordinal FROM ${this.#recordings} WHERE id = $1)
       ORDER BY number`,
      [idBytes(id)],
    );
    return rows.length === 0 ? undefined : toWindows(rows);
  }

  async #sketchOf(query: Query, id: string): Promise<RecordingSketch | undefined> {
    const [row] = await query<SketchRow>(
      `SELECT sketch_bins AS bins, sketch_columns AS columns, sketch AS bits
       FROM ${this.#recordings} WHERE id = $1`,
      [idBytes(id)],
    );
    if (row === undefined) return undefined;
    const sketch = { ...row, bits: Uint8Array.from(row.bits) };
    if (!isWholeSketch(sketch)) throw damaged(id);
    return sketch;
  }

  async #faultOf(id: string, row: RecordingRow & ListRow): Promise<string | undefined> {
    try {
      toRecording(row);
      const { windows, sketch } = await this.#database.transaction(async (query) => ({
        windows: await this.#windowsOf(query, id),
        sketch: await this.#sketchOf(query, id),
      }));
      // Removed since it was listed.
      if (sketch === undefined) return undefined;
      const isWhole =
        windows?.times.length === 2 * row.windows && checksumOf(windows, sketch) === row.checksum;
      return isWhole ? undefined : damaged(id).message;
    } catch (error) {
      if (error instanceof DoppeltonError && error.code === 'LIBRARY_DAMAGED') return error.message;
      throw error;
    }
  }

  async #faultOfWhole(): Promise<string | undefined> {
    const [row] = await this.#read<{ usable: boolean; counted: boolean }>(
      `SELECT
         EXISTS (SELECT FROM pg_index JOIN pg_class ON oid = indexrelid
           WHERE relnamespace = $1::regnamespace AND relname = 'windows_by_direction' AND indisvalid) AS usable,
         (SELECT recordings = (SELECT count(*) FROM ${this.#recordings})
           AND windows = (SELECT count(*) FROM ${this.#windows}) FROM ${this.#library}) AS counted`,
      [this.#database.schema],
    );
    const { name, schema } = this.#database;
    if (!row!.usable) return `${name} has no usable index "${schema}".windows_by_direction`;
    return row!.counted ? undefined : `${name} counts other recordings or windows than it holds`;
  }

  #requireFitting({ recording, windows }: LibraryEntry): void {
    if (windows.directions.length === (windows.times.length / 2) * this.settings.embeddingSize) return;
    throw new DoppeltonError(
      'LIBRARY_INCOMPATIBLE',
      `${recording.path} has vectors that are not of the library's ${this.settings.embeddingSize} numbers`,
    );
  }
}

interface NeighbourRow {
  readonly query: number;
  readonly id: Buffer;
  readonly number: number;
  readonly start_seconds: number;
  readonly end_seconds: number;
  readonly distance: number;
}

interface StatsRow {
  readonly recordings: number;
  readonly windows: number;
  readonly duration_seconds: number;
  readonly stored_bytes: number;
}

interface ListRow {
  readonly windows: number;
  readonly checksum: number;
  readonly ordinal: string;
  readonly key: string;
}

interface SketchRow {
  readonly bins: number;
  readonly columns: number;
  readonly bits: Buffer;
}

/** In one order, so that two writers do not wait for each other. */
function inOrder<T>(byId: ReadonlyMap<string, T>): [string, T][] {
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1));
}

function idBytes(id: string): Buffer {
  return Buffer.from(id, 'hex');
}
