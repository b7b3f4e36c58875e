import type { LibraryEntry, LibraryStore, RecordingFile } from '../../../../search/index.js';

/** Recordings that are acknowledged together: few enough to lose little work, many enough not to wait for the disk. */
const RECORDINGS_PER_BATCH = 16;
/** Or as much sound, where recordings are long. */
const SECONDS_PER_BATCH = 3600;
/** Files of known bytes that are noted together; no work is lost with them. */
const COPIES_PER_BATCH = 256;
/** The index is brought up to date when it lacks so many windows, or this share of the library's. */
const UNINDEXED_WINDOWS = 20_000;
const UNINDEXED_SHARE = 0.1;

/** A file of the same bytes as a recording of the library that lies elsewhere. */
export interface IngestedCopy {
  readonly path: string;
  readonly sameAs: string;
}

/** Gathers entries and puts them into a library some at a time. */
export class IngestBatch {
  readonly #store: LibraryStore;
  #entries: LibraryEntry[] = [];
  /** Files of the same bytes as a recording that was pushed or acknowledged before. */
  #copies: RecordingFile[] = [];
  #seconds = 0;
  #unindexedWindows = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Recordings that are acknowledged, and their length. */
  added = 0;
  durationSeconds = 0;
  /** Of what was pushed, the recordings that others had put in by the time they were to be. */
  present = 0;
  /** Of these, the ones at places that the library did not know of. */
  readonly copies: IngestedCopy[] = [];

  constructor(store: LibraryStore) {
    this.#store = store;
  }

  /** @throws DoppeltonError What adding throws. */
  async push(entry: LibraryEntry): Promise<void> {
    this.#entries.push(entry);
    this.#seconds += entry.recording.durationSeconds;
    if (this.#entries.length >= RECORDINGS_PER_BATCH || this.#seconds >= SECONDS_PER_BATCH)
      await this.flush();
  }

  /** @throws DoppeltonError What adding throws. */
  async pushCopy(file: RecordingFile): Promise<void> {
    this.#copies.push(file);
    if (this.#copies.length >= COPIES_PER_BATCH) await this.flush();
  }

  /** Returns when all that was pushed is acknowledged. */
  async flush(): Promise<void> {
    const [entries, copies] = [this.#entries, this.#copies];
    this.#entries = [];
    this.#copies = [];
    this.#seconds = 0;
    this.#writing = this.#writing.then(() => this.#write(entries, copies));
    await this.#writing;
  }

  async #write(entries: readonly LibraryEntry[], copies: readonly RecordingFile[]): Promise<void> {
    if (entries.length > 0) await this.#add(entries);
    if (copies.length > 0) await this.#store.addPaths(copies);
  }

  async #add(entries: readonly LibraryEntry[]): Promise<void> {
    const added = new Set(await this.#store.add(entries));
    for (const { recording, windows } of entries) {
      if (!added.has(recording.id)) continue;
      this.added++;
      this.durationSeconds += recording.durationSeconds;
      this.#unindexedWindows += windows.times.length / 2;
    }
    const others = entries.flatMap(({ recording: { id, path } }) => (added.has(id) ? [] : [{ id, path }]));
    if (others.length > 0) await this.#notePlaces(others);
    await this.#optimiseIfWorthwhile();
  }

  /** Another writer has put these recordings in since they were looked for. */
  async #notePlaces(files: readonly RecordingFile[]): Promise<void> {
    this.present += files.length;
    for (const { id, path } of await this.#store.addPaths(files)) {
      const recording = await this.#store.get(id);
      if (recording !== undefined) this.copies.push({ path, sameAs: recording.path });
    }
  }

  async #optimiseIfWorthwhile(): Promise<void> {
    if (this.#unindexedWindows < UNINDEXED_WINDOWS) return;
    if (this.#unindexedWindows < UNINDEXED_SHARE * (await this.#store.stats()).windows) return;
    await this.#store.optimise();
    this.#unindexedWindows = 0;
  }
}
