import { exactSearch, MetricKind, type BatchMatches, type Matches } from 'usearch';
import { windowKeys } from './window-keys.js';

/** Keys and distances that a search found for one query, nearest first. */
export interface Found {
  readonly keys: BigUint64Array;
  /** 1 − cosine. */
  readonly distances: Float32Array;
}

/** Fewer are done before a thread has started; 0 threads are one for each core. */
const COMPARISONS_WORTH_THREADS = 200_000;

/** Vectors that are in no index yet, side by side in memory; searched one by one. */
export class WindowTail {
  readonly #size: number;
  #keys = new BigUint64Array(64);
  #vectors: Int8Array<ArrayBuffer>;
  #length = 0;
  /** All recordings of lower ordinals are in here or in the index. */
  endOrdinal: number;

  constructor(embeddingSize: number, startOrdinal: number) {
    this.#size = embeddingSize;
    this.endOrdinal = startOrdinal;
    this.#vectors = new Int8Array(this.#keys.length * embeddingSize);
  }

  /** In windows. */
  get length(): number {
    return this.#length;
  }

  push(ordinal: number, directions: Int8Array): void {
    const windows = directions.length / this.#size;
    this.#reserve(this.#length + windows);
    this.#keys.set(windowKeys(ordinal, windows), this.#length);
    this.#vectors.set(directions, this.#length * this.#size);
    this.#length += windows;
  }

  /** The `count` nearest of each query, all there are when they are fewer. */
  search(queries: Int8Array<ArrayBuffer>, count: number): Found[] {
    if (this.#length === 0) return [];
    const wanted = Math.min(count, this.#length);
    const vectors = this.#vectors.subarray(0, this.#length * this.#size);
    const queryCount = queries.length / this.#size;
    const threads = queryCount * this.#length < COMPARISONS_WORTH_THREADS ? 1 : 0;
    const matches = exactSearch(vectors, queries, this.#size, wanted, MetricKind.Cos, threads);
    return perQuery(matches, queryCount, wanted).map(({ keys, distances }) => ({
      keys: keys.map((row) => this.#keys[Number(row)]!),
      distances,
    }));
  }

  #reserve(windows: number): void {
    if (windows <= this.#keys.length) return;
    const room = Math.max(windows, 2 * this.#keys.length);
    const keys = new BigUint64Array(room);
    keys.set(this.#keys);
    const vectors = new Int8Array(room * this.#size);
    vectors.set(this.#vectors);
    this.#keys = keys;
    this.#vectors = vectors;
  }
}

/** What usearch found, query by query, without the places that it could not fill. */
export function perQuery(matches: Matches | BatchMatches, queries: number, wanted: number): Found[] {
  const { keys, distances } = matches;
  // One query's matches come without a count, and are cut to it.
  const counts = 'counts' in matches ? matches.counts : undefined;
  return Array.from({ length: queries }, (_, query) => {
    const start = query * wanted;
    const end = start + (counts === undefined ? keys.length : Number(counts[query]));
    return { keys: keys.slice(start, end), distances: distances.slice(start, end) };
  });
}

/** The `count` nearest of what several searches found for one query. */
export function nearestOf(parts: readonly (Found | undefined)[], count: number): Found {
  const found = parts.filter((part) => part !== undefined);
  if (found.length === 1) return found[0]!;
  const all = found.flatMap(({ keys, distances }) =>
    Array.from(keys, (key, i) => ({ key, distance: distances[i]! })),
  );
  const nearest = all.sort((a, b) => a.distance - b.distance).slice(0, count);
  return {
    keys: BigUint64Array.from(nearest, ({ key }) => key),
    distances: Float32Array.from(nearest, ({ distance }) => distance),
  };
}
