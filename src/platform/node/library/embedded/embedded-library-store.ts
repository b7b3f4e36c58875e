import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isWholeSketch, type RecordingSketch } from '../../../../alignment/index.js';
import { DoppeltonError } from '../../../../errors/index.js';
import type {
  LibraryEntry,
  LibraryFault,
  LibraryRecording,
  LibrarySettings,
  LibraryStats,
  LibraryStore,
  LibraryWindows,
  Neighbour,
  RecordingFile,
} from '../../../../search/index.js';
import type { LibraryFolder } from './library-folder.js';
import type { RecordingDatabase } from './recording-database.js';
import { isDamage, type StoredPlace } from './stored-values.js';
import { WindowIndex } from './window-index.js';
import { windowPlace } from './window-keys.js';
import type { Found } from './window-tail.js';

/** Recordings that are listed in one piece. */
const RECORDINGS_PER_PIECE = 256;

/** A library in a folder: LMDB holds it, a graph of its vectors finds in it. */
export class EmbeddedLibraryStore implements LibraryStore {
  readonly settings: LibrarySettings;
  readonly #folder: LibraryFolder;
  readonly #database: RecordingDatabase;
  readonly #index: WindowIndex;
  readonly #readOnly: boolean;

  /** @param readOnly - Whether the folder admits no writing: what would write throws then. */
  constructor(
    folder: LibraryFolder,
    database: RecordingDatabase,
    { settings, readOnly }: { readonly settings: LibrarySettings; readonly readOnly: boolean },
  ) {
    this.settings = settings;
    this.#folder = folder;
    this.#database = database;
    this.#readOnly = readOnly;
    const { embeddingSize } = settings;
    this.#index = new WindowIndex(database, { folder: folder.path, embeddingSize, readOnly });
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async add(entries: readonly LibraryEntry[]): Promise<readonly string[]> {
    this.#requireWritable();
    for (const entry of entries) this.#requireFitting(entry);
    return this.#database.add(entries);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async remove(ids: readonly string[]): Promise<readonly string[]> {
    this.#requireWritable();
    return this.#database.remove(ids);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async addPaths(files: readonly RecordingFile[]): Promise<readonly RecordingFile[]> {
    this.#requireWritable();
    return this.#database.addPaths(files);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async removePaths(files: readonly RecordingFile[]): Promise<readonly string[]> {
    this.#requireWritable();
    return this.#database.removePaths(files);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    this.#database.refresh();
    return new Set(ids.filter((id) => this.#database.has(id)));
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async get(id: string): Promise<LibraryRecording | undefined> {
    this.#database.refresh();
    return this.#database.recording(id)?.recording;
  }

  async *list(): AsyncGenerator<LibraryRecording, void, undefined> {
    for await (const id of this.#ids()) {
      const stored = this.#database.recording(id);
      if (stored !== undefined) yield stored.recording;
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async windows(id: string): Promise<LibraryWindows | undefined> {
    this.#database.refresh();
    const ordinal = this.#database.recording(id)?.ordinal;
    if (ordinal === undefined) return undefined;
    const place = this.#database.place(ordinal);
    const content = this.#database.content(ordinal);
    if (place === undefined || content === undefined) throw this.#incomplete(id);
    return { directions: content.directions, times: place.times };
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async sketch(id: string): Promise<RecordingSketch | undefined> {
    this.#database.refresh();
    const ordinal = this.#database.recording(id)?.ordinal;
    if (ordinal === undefined) return undefined;
    const content = this.#database.content(ordinal);
    if (content === undefined) throw this.#incomplete(id);
    return content.sketch();
  }

  async nearest(directions: Int8Array, count: number): Promise<readonly (readonly Neighbour[])[]> {
    const queries = Int8Array.from(directions);
    const places = new Map<number, StoredPlace | undefined>();
    // Removed recordings may still be in the index: what they take away is asked for again.
    for (let asked = count; ; asked *= 2) {
      const found = await this.#index.search(queries, asked);
      const neighbours = found.map((each) => this.#neighbours(each, places).slice(0, count));
      const isComplete = found.every(
        ({ keys }, query) => keys.length < asked || neighbours[query]!.length === count,
      );
      if (isComplete) return neighbours;
    }
  }

  async stats(): Promise<LibraryStats> {
    this.#database.refresh();
    const { recordings, windows, durationSeconds } = this.#database.totals;
    const storedBytes = await this.#storedBytes();
    return { settings: this.settings, recordings, windows, durationSeconds, storedBytes };
  }

  async *verify(onProgress?: (recordings: number) => void): AsyncGenerator<LibraryFault, void, undefined> {
    const message = await this.#index.fault();
    if (message !== undefined) yield { message };
    for await (const id of this.#ids()) {
      const fault = this.#faultOf(id);
      if (fault !== undefined) yield { recordingId: id, message: fault };
      onProgress?.(1);
    }
  }

  async optimise(): Promise<void> {
    if (!this.#readOnly) await this.#index.optimise();
  }

  async close(): Promise<void> {
    await this.#index.close();
    await this.#database.close();
  }

  /** Ids in order of their paths; no snapshot is held while the caller works. */
  async *#ids(): AsyncGenerator<string, void, undefined> {
    let after: Buffer | undefined;
    do {
      this.#database.refresh();
      const { ids, end } = this.#database.idsByPath(after, RECORDINGS_PER_PIECE);
      yield* ids;
      after = end;
      await setImmediate();
    } while (after !== undefined);
  }

  #neighbours({ keys, distances }: Found, places: Map<number, StoredPlace | undefined>): Neighbour[] {
    const neighbours: Neighbour[] = [];
    keys.forEach((key, i) => {
      const { ordinal, window } = windowPlace(key);
      if (!places.has(ordinal)) places.set(ordinal, this.#database.place(ordinal));
      const place = places.get(ordinal);
      if (place === undefined) return;
      neighbours.push({
        recordingId: place.id,
        window,
        startSeconds: place.times[2 * window]!,
        endSeconds: place.times[2 * window + 1]!,
        cosine: 1 - distances[i]!,
      });
    });
    return neighbours;
  }

  #faultOf(id: string): string | undefined {
    try {
      const stored = this.#database.recording(id);
      // Removed since it was listed.
      if (stored === undefined) return undefined;
      const place = this.#database.place(stored.ordinal);
      const content = this.#database.content(stored.ordinal);
      if (place === undefined || content === undefined) throw this.#incomplete(id);
      const isWhole =
        place.id === id &&
        place.times.length === 2 * stored.windows &&
        content.directions.length === stored.windows * this.settings.embeddingSize &&
        isWholeSketch(content.sketch());
      if (!isWhole) throw this.#incomplete(id);
      return this.#index.lacks(stored.ordinal, stored.windows)
        ? `the index lacks windows of recording ${id}`
        : undefined;
    } catch (error) {
      if (isDamage(error)) return error.message;
      throw error;
    }
  }

  #requireFitting({ recording, windows }: LibraryEntry): void {
    if (windows.directions.length === (windows.times.length / 2) * this.settings.embeddingSize) return;
    throw new DoppeltonError(
      'LIBRARY_INCOMPATIBLE',
      `${recording.path} has vectors that are not of the library's ${this.settings.embeddingSize} numbers`,
    );
  }

  #requireWritable(): void {
    if (!this.#readOnly) return;
    throw new DoppeltonError('LIBRARY_UNAVAILABLE', `${this.#folder.path} cannot be written`);
  }

  #incomplete(id: string): DoppeltonError {
    return new DoppeltonError('LIBRARY_DAMAGED', `${this.#folder.path} lacks a part of recording ${id}`);
  }

  async #storedBytes(): Promise<number> {
    let bytes = 0;
    for (const name of await readdir(this.#folder.path)) {
      const status = await stat(join(this.#folder.path, name)).catch(() => undefined);
      // The database is longer than what it takes on the disk.
      if (status !== undefined) bytes += Math.min(status.size, 512 * status.blocks);
    }
    return bytes;
  }
}
