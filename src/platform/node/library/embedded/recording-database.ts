import type { z } from 'zod';
import { DoppeltonError } from '../../../../errors/index.js';
import {
  pathsById,
  recordingAt,
  type LibraryEntry,
  type LibrarySettings,
  type RecordingFile,
} from '../../../../search/index.js';
import { librarySettingsSchema } from './library-folder.js';
import { LibraryTables } from './library-tables.js';
import {
  changedTotals,
  indexFileSchema,
  NO_TOTALS,
  totalsSchema,
  type IndexFile,
  type LibraryTotals,
} from './library-totals.js';
import {
  decodeContent,
  decodePlace,
  decodeRecording,
  encodeContent,
  encodePlace,
  encodeRecording,
  glimpseDirections,
  idBytes,
  isDamage,
  ordinalOf,
  pathKey,
  type StoredContent,
  type StoredPlace,
  type StoredRecording,
} from './stored-values.js';

/** The LMDB database of a library. All methods throw DoppeltonError `LIBRARY_UNAVAILABLE`, `LIBRARY_DAMAGED`. */
export class RecordingDatabase {
  readonly #path: string;
  readonly #tables: LibraryTables;

  /** Opens a database, and makes it unless it is there or `readOnly`. */
  constructor(path: string, options: { readonly readOnly: boolean; readonly exists: boolean }) {
    this.#path = path;
    this.#tables = new LibraryTables(path, options);
  }

  get settings(): LibrarySettings | undefined {
    return this.#read('settings', librarySettingsSchema);
  }

  get totals(): LibraryTotals {
    return this.#read('totals', totalsSchema) ?? NO_TOTALS;
  }

  get indexFile(): IndexFile | undefined {
    return this.#read('index', indexFileSchema);
  }

  /** Writes the settings of a new library; those that are there already stay. */
  settle(settings: LibrarySettings): LibrarySettings {
    return this.#tables.write(0, 0, () => {
      const present = this.settings;
      if (present !== undefined) return present;
      this.#put('settings', settings);
      this.#put('totals', NO_TOTALS);
      return settings;
    });
  }

  /** @returns The ids that were new. */
  add(entries: readonly LibraryEntry[]): string[] {
    const encoded = entries.map((entry) => ({
      entry,
      place: encodePlace(entry),
      content: encodeContent(entry),
    }));
    const bytes = encoded.reduce((sum, { place, content }) => sum + place.length + content.length, 0);
    return this.#tables.write(bytes, entries.length, () => {
      const added: string[] = [];
      let totals = this.totals;
      for (const { entry, place, content } of encoded) {
        const { recording } = entry;
        const key = idBytes(recording.id);
        if (this.#tables.recordings.doesExist(key)) continue;
        const ordinal = totals.nextOrdinal;
        const windows = entry.windows.times.length / 2;
        this.#tables.recordings.putSync(key, encodeRecording({ ordinal, windows, recording }));
        this.#tables.places.putSync(ordinal, place);
        this.#tables.contents.putSync(ordinal, content);
        this.#tables.paths.putSync(this.#pathKey(recording.path, ordinal), key);
        totals = changedTotals(totals, 1, windows, recording.durationSeconds, ordinal + 1);
        added.push(recording.id);
      }
      this.#put('totals', totals);
      return added;
    });
  }

  /** @returns The ids that were there. */
  remove(ids: readonly string[]): string[] {
    return this.#tables.write(0, ids.length, () => this.#remove(ids));
  }

  /** @returns The places that were not known before. */
  addPaths(files: readonly RecordingFile[]): RecordingFile[] {
    return this.#tables.write(0, files.length, () => {
      const added: RecordingFile[] = [];
      for (const [id, paths] of pathsById(files)) {
        const stored = this.recording(id);
        if (stored === undefined) continue;
        const more = [...paths].filter((path) => !stored.recording.paths.includes(path));
        if (more.length > 0) this.#move(stored, [...stored.recording.paths, ...more]);
        added.push(...more.map((path) => ({ id, path })));
      }
      return added;
    });
  }

  /** @returns The ids of recordings that went with their last place. */
  removePaths(files: readonly RecordingFile[]): string[] {
    return this.#tables.write(0, files.length, () => {
      const placeless: string[] = [];
      for (const [id, gone] of pathsById(files)) {
        const stored = this.recording(id);
        if (stored === undefined) continue;
        const paths = stored.recording.paths.filter((path) => !gone.has(path));
        if (paths.length === 0) placeless.push(id);
        else if (paths.length < stored.recording.paths.length) this.#move(stored, paths);
      }
      return this.#remove(placeless);
    });
  }

  has(id: string): boolean {
    return this.#tables.read(() => this.#tables.recordings.doesExist(idBytes(id)));
  }

  recording(id: string): StoredRecording | undefined {
    const value = this.#tables.read(() => this.#tables.recordings.get(idBytes(id)));
    return value && decodeRecording(value, id);
  }

  place(ordinal: number): StoredPlace | undefined {
    const value = this.#tables.read(() => this.#tables.places.get(ordinal));
    return value && decodePlace(value, ordinal);
  }

  content(ordinal: number): StoredContent | undefined {
    const value = this.#tables.read(() => this.#tables.contents.get(ordinal));
    return value && decodeContent(value, this.place(ordinal)?.id ?? `recording ${ordinal}`);
  }

  /** Directions of a recording, unchecked; they last until the next value is read. */
  glimpse(ordinal: number): Int8Array | undefined {
    const value = this.#tables.read(() => this.#tables.contents.getBinaryFast(ordinal));
    return value && glimpseDirections(value);
  }

  /** Ordinals from `start` up to `end` that are there, in their order; so many at most. */
  ordinals(start: number, end: number, limit: number): number[] {
    return this.#tables.read(() => [...this.#tables.places.getKeys({ start, end, limit })]);
  }

  /**
   * Ids in order of their paths.
   *
   * @param after - What an earlier call gave as its end.
   */
  idsByPath(after: Buffer | undefined, limit: number): { readonly ids: string[]; readonly end?: Buffer } {
    return this.#tables.read(() => {
      const range = after === undefined ? { limit } : { start: after, exclusiveStart: true, limit };
      const entries = [...this.#tables.paths.getRange(range)];
      const end = entries.at(-1)?.key;
      return { ids: entries.map(({ value }) => value.toString('hex')), ...(end && { end }) };
    });
  }

  /**
   * Names the index file that counts from now on.
   *
   * @param replaced - The file that counted when the new one was begun; nothing is done if another does by now.
   * @param publish - Brings the file to its place; no other process changes the database meanwhile.
   * @returns Whether it counts.
   */
  adoptIndex(file: IndexFile, replaced: IndexFile | undefined, publish: () => void): boolean {
    return this.#tables.write(0, 0, () => {
      const present = this.indexFile;
      if (present?.file !== replaced?.file) return false;
      publish();
      // What was removed while the file was being made may be in it.
      const removedMeanwhile = (present?.removedWindows ?? 0) - (replaced?.removedWindows ?? 0);
      this.#put('index', { ...file, removedWindows: file.removedWindows + removedMeanwhile });
      return true;
    });
  }

  /** Does something while no other process changes the database. */
  exclusively<T>(action: (indexFile: IndexFile | undefined) => T): T {
    return this.#tables.write(0, 0, () => action(this.indexFile));
  }

  /** Sees from now on what other processes have written meanwhile. */
  refresh(): void {
    this.#tables.refresh();
  }

  async close(): Promise<void> {
    await this.#tables.close();
  }

  /** Within a transaction. */
  #remove(ids: readonly string[]): string[] {
    const removed: string[] = [];
    let totals = this.totals;
    let index = this.indexFile;
    for (const id of ids) {
      const share = this.#shareOf(id);
      if (share === undefined) continue;
      const { ordinal, windows, durationSeconds, pathKey } = share;
      this.#tables.recordings.removeSync(idBytes(id));
      this.#tables.places.removeSync(ordinal);
      this.#tables.contents.removeSync(ordinal);
      this.#tables.paths.removeSync(pathKey);
      totals = changedTotals(totals, -1, -windows, -durationSeconds, totals.nextOrdinal);
      if (index !== undefined && ordinal < index.endOrdinal) {
        index = { ...index, removedWindows: index.removedWindows + windows };
      }
      removed.push(id);
    }
    this.#put('totals', totals);
    if (index !== undefined) this.#put('index', index);
    return removed;
  }

  /** What a recording has in the tables and the totals; undefined where it is not there. */
  #shareOf(id: string): RecordingShare | undefined {
    try {
      const stored = this.recording(id);
      if (stored === undefined) return undefined;
      const { ordinal, windows, recording } = stored;
      const { path, durationSeconds } = recording;
      return { ordinal, windows, durationSeconds, pathKey: this.#pathKey(path, ordinal) };
    } catch (error) {
      if (!isDamage(error)) throw error;
      return this.#shareByOthers(id);
    }
  }

  /** The same where its own value is damaged: its path leads to it, and what is not the others' is its. */
  #shareByOthers(id: string): RecordingShare | undefined {
    const own = idBytes(id);
    let { windows, durationSeconds } = this.totals;
    let pathKey: Buffer | undefined;
    for (const { key, value } of this.#tables.paths.getRange({})) {
      if (value.equals(own)) pathKey = Buffer.from(key);
      else {
        const other = this.#unlessDamaged(value.toString('hex'));
        windows -= other?.windows ?? 0;
        durationSeconds -= other?.recording.durationSeconds ?? 0;
      }
    }
    return pathKey && { ordinal: ordinalOf(pathKey), windows, durationSeconds, pathKey };
  }

  #unlessDamaged(id: string): StoredRecording | undefined {
    try {
      return this.recording(id);
    } catch (error) {
      if (isDamage(error)) return undefined;
      throw error;
    }
  }

  /** Within a transaction. */
  #move({ ordinal, windows, recording }: StoredRecording, paths: readonly string[]): void {
    const moved = recordingAt(recording, paths as [string, ...string[]]);
    const key = idBytes(recording.id);
    this.#tables.recordings.putSync(key, encodeRecording({ ordinal, windows, recording: moved }));
    if (moved.path === recording.path) return;
    this.#tables.paths.removeSync(this.#pathKey(recording.path, ordinal));
    this.#tables.paths.putSync(this.#pathKey(moved.path, ordinal), key);
  }

  #pathKey(path: string, ordinal: number): Buffer {
    return pathKey(path, ordinal, this.#tables.pathKeyBytes);
  }

  #read<T>(name: string, schema: z.ZodType<T>): T | undefined {
    const value = this.#tables.read(() => this.#tables.about.get(name));
    if (value === undefined) return undefined;
    const result = schema.safeParse(JSON.parse(value.toString('utf8')));
    if (result.success) return result.data;
    throw new DoppeltonError('LIBRARY_DAMAGED', `${this.#path}: ${name} cannot be read`, result.error);
  }

  #put(name: string, value: object): void {
    this.#tables.about.putSync(name, Buffer.from(JSON.stringify(value)));
  }
}

/** What a recording has in a library. */
interface RecordingShare {
  readonly ordinal: number;
  readonly windows: number;
  readonly durationSeconds: number;
  readonly pathKey: Buffer;
}
