import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Index } from 'usearch';
import { DoppeltonError } from '../../../../errors/index.js';
import type { IndexFile } from './library-totals.js';
import type { RecordingDatabase } from './recording-database.js';
import { DirectionSigns } from './direction-signs.js';
import { rankByCosine } from './rank-windows.js';
import { createVectorIndex, GRAPH_KIND, isWhole, saveVectorIndex } from './vector-file.js';
import { windowKeys } from './window-keys.js';
import { nearestOf, perQuery, WindowTail, type Found } from './window-tail.js';

/** As many windows are searched one by one; when more are in no index, it is extended before the search. */
const LONGEST_TAIL_WINDOWS = 50_000;
/** Fewer are answered before a thread has started; 0 threads are one for each core. */
const QUERIES_WORTH_THREADS = 8;
/** Windows that are looked up in the database for each that is wanted: bits tell an angle to 0.1 rad. */
const CANDIDATES_PER_WANTED = 6;
/** Recordings that are read before other work has its turn, and whose windows are put into the graph together. */
const RECORDINGS_PER_STEP = 64;
/** Threads that begin a graph together can leave windows in it that nothing leads to: so many are put in one by one. */
const WINDOWS_ONE_BY_ONE = 4096;
/** Share of removed windows from which on an index is made anew. */
const MOST_REMOVED = 0.1;
/** A file that nobody has written to for so long was left behind. */
const ABANDONED_MS = 3_600_000;
const INDEX_FILE = /^windows-.*\.usearch$/;
const PARTIAL_FILE = /^windows-.*\.part$/;

export interface WindowIndexOptions {
  readonly folder: string;
  readonly embeddingSize: number;
  readonly readOnly: boolean;
}

/** A graph of vectors, and how far it reaches. */
interface Graph {
  /** Vectors of all recordings of lower ordinals than `endOrdinal`, perhaps of removed ones too. */
  readonly vectors: Index;
  readonly endOrdinal: number;
  /** Whether it lies in a mapped file, so that nothing can be added. */
  readonly isView: boolean;
  /** How many more of its windows are removed ones than the file that counts says of itself. */
  readonly removedOffset: number;
}

/** Vectors of a recording. */
interface StoredDirections {
  readonly ordinal: number;
  readonly directions: Int8Array;
}

/**
 * Finds a library's windows by their vectors: in the graph of bits that a file holds, ranked by the vectors in the
 * database, and one by one in what was added since the file was written. The database says what there is; what the file lacks is read from there.
 */
export class WindowIndex {
  readonly #database: RecordingDatabase;
  readonly #options: WindowIndexOptions;
  readonly #signs: DirectionSigns;
  /** The file that was last seen to count; there is no graph where it could not be read. */
  #file: IndexFile | undefined;
  #graph: Graph | undefined;
  #tail: WindowTail;
  #work: Promise<unknown> = Promise.resolve();

  constructor(database: RecordingDatabase, options: WindowIndexOptions) {
    this.#database = database;
    this.#options = options;
    this.#signs = new DirectionSigns(options.embeddingSize);
    this.#tail = new WindowTail(options.embeddingSize, 0);
  }

  /**
   * Windows nearest to each query, nearest first; those of removed recordings may be among them.
   *
   * @returns Fewer than `count` only where there are no more.
   */
  async search(queries: Int8Array<ArrayBuffer>, count: number): Promise<Found[]> {
    await this.#inTurn(() => this.#catchUp());
    const queryCount = queries.length / this.#options.embeddingSize;
    const inTail = this.#tail.search(queries, count);
    const inGraph = this.#searchGraph(queries, queryCount, count);
    return Array.from({ length: queryCount }, (_, query) =>
      nearestOf([inGraph[query], inTail[query]], count),
    );
  }

  /** Brings the file up to date and deletes those that it replaces. */
  async optimise(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#follow();
      const { nextOrdinal } = this.#database.totals;
      const reaches = this.#file?.endOrdinal ?? 0;
      const isReadable = this.#file === undefined || this.#graph !== undefined;
      if (reaches === nextOrdinal && isReadable && !this.#isWorn()) return;
      await this.#publish(await this.#extend());
    });
  }

  /** What is wrong with the file that counts, as a whole. */
  async fault(): Promise<string | undefined> {
    await this.#inTurn(() => this.#follow());
    const file = this.#file;
    if (file === undefined) return undefined;
    const isUsable = this.#graph !== undefined && (await isWhole(this.#path(file.file), file));
    return isUsable
      ? undefined
      : `${file.file} is missing or damaged; it is made anew when something is added`;
  }

  /** Whether the graph should hold a recording's windows and does not. */
  lacks(ordinal: number, windows: number): boolean {
    if (this.#graph === undefined || ordinal >= this.#graph.endOrdinal || windows === 0) return false;
    return (this.#graph.vectors.contains(windowKeys(ordinal, windows)) as boolean[]).includes(false);
  }

  /** Waits for the work in hand. */
  async close(): Promise<void> {
    await this.#work;
  }

  /** One piece of work at a time: loading, catching up and saving depend on one another. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#work.then(work);
    this.#work = result.catch(() => undefined);
    return result;
  }

  #searchGraph(queries: Int8Array<ArrayBuffer>, queryCount: number, count: number): Found[] {
    const vectors = this.#graph?.vectors;
    if (vectors === undefined || vectors.size() === 0) return [];
    const wanted = Math.min(CANDIDATES_PER_WANTED * count, vectors.size());
    const threads = queryCount < QUERIES_WORTH_THREADS ? 1 : 0;
    const found = perQuery(vectors.search(this.#signs.of(queries), wanted, threads), queryCount, wanted);
    return rankByCosine(queries, found, (ordinal) => this.#database.glimpse(ordinal));
  }

  /** Takes up the file that counts, and reads what it lacks. */
  async #catchUp(): Promise<void> {
    await this.#follow();
    if (this.#missingWindows() > LONGEST_TAIL_WINDOWS) {
      const graph = await this.#extend();
      // What cannot be saved is searched all the same.
      if (this.#options.readOnly || !(await this.#publishIfPossible(graph))) this.#use(graph);
    }
    const end = this.#database.totals.nextOrdinal;
    for await (const recordings of this.#recordings(this.#tail.endOrdinal, end)) {
      for (const { ordinal, directions } of recordings) this.#tail.push(ordinal, directions);
    }
    this.#tail.endOrdinal = end;
  }

  /** Looks which file counts, and opens it unless it is open. */
  async #follow(): Promise<void> {
    for (;;) {
      this.#database.refresh();
      const file = this.#database.indexFile;
      if (file?.file === this.#file?.file) {
        this.#file = file;
        return;
      }
      const vectors = file && (await this.#view(file));
      this.#file = file;
      this.#use(file && vectors && { vectors, endOrdinal: file.endOrdinal, isView: true, removedOffset: 0 });
      // Where it could not be read, another process may have replaced it meanwhile.
      if (file !== undefined && vectors !== undefined) return;
    }
  }

  async #view(file: IndexFile): Promise<Index | undefined> {
    const path = this.#path(file.file);
    if (file.kind !== GRAPH_KIND || !(await isWhole(path, file))) return undefined;
    const vectors = createVectorIndex(this.#signs.bits);
    try {
      vectors.view(path);
      return vectors;
    } catch {
      // Deleted since it was looked at.
      return undefined;
    }
  }

  #use(graph: Graph | undefined): void {
    this.#graph = graph;
    this.#tail = new WindowTail(this.#options.embeddingSize, graph?.endOrdinal ?? 0);
  }

  /** How many windows the graph lacks. */
  #missingWindows(): number {
    const held = (this.#graph?.vectors.size() ?? 0) - this.#removedWindows();
    return this.#database.totals.windows - held;
  }

  /** How many windows of the graph belong to removed recordings. */
  #removedWindows(): number {
    return this.#graph === undefined ? 0 : this.#graph.removedOffset + (this.#file?.removedWindows ?? 0);
  }

  #isWorn(): boolean {
    return this.#removedWindows() > MOST_REMOVED * (this.#graph?.vectors.size() ?? 0);
  }

  /** A graph of all that the database holds. */
  async #extend(): Promise<Graph> {
    const base = this.#isWorn() ? undefined : this.#graph;
    const removedOffset = base?.removedOffset ?? -(this.#file?.removedWindows ?? 0);
    const vectors = base?.isView === false ? base.vectors : createVectorIndex(this.#signs.bits);
    if (base?.isView === true) vectors.load(this.#path(this.#file!.file));
    const endOrdinal = this.#database.totals.nextOrdinal;
    for await (const recordings of this.#recordings(base?.endOrdinal ?? 0, endOrdinal)) {
      this.#put(vectors, recordings);
    }
    return { vectors, endOrdinal, isView: false, removedOffset };
  }

  /** Puts windows into a graph, many at a time for the sake of its threads. */
  #put(vectors: Index, recordings: readonly StoredDirections[]): void {
    const numbers = recordings.reduce((sum, { directions }) => sum + directions.length, 0);
    const windows = numbers / this.#options.embeddingSize;
    if (windows === 0) return;
    const keys = new BigUint64Array(windows);
    const signs = new Int8Array(windows * this.#signs.bits);
    let first = 0;
    for (const { ordinal, directions } of recordings) {
      const own = windowKeys(ordinal, directions.length / this.#options.embeddingSize);
      keys.set(own, first);
      signs.set(this.#signs.of(directions), first * this.#signs.bits);
      first += own.length;
    }
    // Every call makes room for all threads, which a search needs, however many there are to put in.
    const step = vectors.size() < WINDOWS_ONE_BY_ONE ? 1 : windows;
    const { bits } = this.#signs;
    for (let i = 0; i < windows; i += step) {
      vectors.add(keys.subarray(i, i + step), signs.subarray(i * bits, (i + step) * bits), 0);
    }
  }

  async #publishIfPossible(graph: Graph): Promise<boolean> {
    try {
      await this.#publish(graph);
      return true;
    } catch (error) {
      if (error instanceof DoppeltonError && error.code === 'LIBRARY_UNAVAILABLE') return false;
      throw error;
    }
  }

  /** Writes a graph and has it count, unless another process has been quicker. */
  async #publish(graph: Graph): Promise<void> {
    const replaced = this.#file;
    const name = `windows-${graph.endOrdinal}-${randomUUID().slice(0, 8)}.usearch`;
    const partial = this.#path(`${name}.part`);
    try {
      const sum = await saveVectorIndex(graph.vectors, partial);
      const windows = graph.vectors.size();
      const removedWindows = graph.removedOffset + (replaced?.removedWindows ?? 0);
      const { endOrdinal } = graph;
      const file: IndexFile = { file: name, kind: GRAPH_KIND, ...sum, endOrdinal, windows, removedWindows };
      const isAdopted = this.#database.adoptIndex(file, replaced, () => {
        renameSync(partial, this.#path(name));
      });
      if (isAdopted) {
        this.#file = this.#database.indexFile;
        this.#use({ ...graph, removedOffset: 0 });
      }
    } finally {
      await rm(partial, { force: true });
    }
    this.#database.exclusively((counts) => {
      this.#sweep(counts?.file);
    });
  }

  /** Deletes files that do not count, and those that a killed process left behind. */
  #sweep(counting: string | undefined): void {
    for (const name of readdirSync(this.#options.folder)) {
      const isOld = INDEX_FILE.test(name) && name !== counting;
      if (isOld || (PARTIAL_FILE.test(name) && isAbandoned(this.#path(name))))
        rmSync(this.#path(name), { force: true });
    }
  }

  /** Recordings of ordinals from `start` up to `end` that are there, some at a time. */
  async *#recordings(
    start: number,
    end: number,
  ): AsyncGenerator<readonly StoredDirections[], void, undefined> {
    for (let from = start; from < end;) {
      const ordinals = this.#database.ordinals(from, end, RECORDINGS_PER_STEP);
      yield ordinals.flatMap((ordinal) => {
        const content = this.#database.content(ordinal);
        return content === undefined ? [] : [{ ordinal, directions: content.directions }];
      });
      if (ordinals.length < RECORDINGS_PER_STEP) return;
      from = ordinals.at(-1)! + 1;
      await setImmediate();
    }
  }

  #path(name: string): string {
    return join(this.#options.folder, name);
  }
}

function isAbandoned(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && Date.now() - status.mtimeMs > ABANDONED_MS;
}
