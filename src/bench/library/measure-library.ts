import { quantiseDirection, type ModelManifest } from '../../embedding/index.js';
import { alignWithLibrary, type LibraryStore, type Neighbour } from '../../search/index.js';
import type { ExcerptQuery } from './excerpt-queries.js';

/** Median and 95th percentile. */
export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** How a library of one size searches. */
export interface LibraryMeasurement {
  /** Of a 10 s query: neighbours, reading what is aligned, aligning; and all of it. */
  readonly nearest: Latency;
  readonly reading: Latency;
  readonly aligning: Latency;
  readonly search: Latency;
  /** Share of the exactly nearest 1, 10 and 48 windows that are found, by their cosines. */
  readonly recall: { readonly at1: number; readonly at10: number; readonly at48: number };
  /** Queries whose own recording has the best agreeing segment. */
  readonly found: number;
  readonly queries: number;
}

/** What a search asks for. */
export const NEIGHBOURS = 48;
const ROUNDS = 2;

/** The vectors of a query, shape (windows, size). */
export function directionsOf({ analysis }: ExcerptQuery): Int8Array<ArrayBuffer> {
  const vectors = analysis.embedding.fragments.map(({ vector }) => quantiseDirection(vector));
  const directions = new Int8Array(vectors.reduce((sum, vector) => sum + vector.length, 0));
  vectors.forEach((vector, i) => {
    directions.set(vector, i * vector.length);
  });
  return directions;
}

/**
 * Searches for every query, warm, and times the parts.
 *
 * @param exact - Highest cosines of every window of every query, in their order.
 */
export async function measureLibrary(
  store: LibraryStore,
  queries: readonly ExcerptQuery[],
  exact: readonly Float32Array[],
  { features }: ModelManifest,
): Promise<LibraryMeasurement> {
  const timed = new TimedStore(store);
  const times = {
    nearest: [] as number[],
    reading: [] as number[],
    aligning: [] as number[],
    search: [] as number[],
  };
  let found = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { analysis, recordingId } of queries) {
      timed.reset();
      const start = performance.now();
      const aligned = await alignWithLibrary(analysis, { store: timed, config: features.constantQ });
      const all = performance.now() - start;
      // The first round warms up.
      if (round === 0) {
        const score = (segments: (typeof aligned)[number]['segments']) =>
          Math.max(0, ...segments.map((s) => s.score));
        const best = aligned.toSorted((a, b) => score(b.segments) - score(a.segments))[0];
        if (best?.recordingId === recordingId) found++;
        continue;
      }
      times.search.push(all);
      times.nearest.push(timed.nearestMs);
      times.reading.push(timed.readingMs);
      times.aligning.push(all - timed.nearestMs - timed.readingMs);
    }
  }
  const neighbours: (readonly Neighbour[])[] = [];
  for (const query of queries) neighbours.push(...(await store.nearest(directionsOf(query), NEIGHBOURS)));
  const recallAt = (count: number) => recall(neighbours, exact, count);
  return {
    nearest: latency(times.nearest),
    reading: latency(times.reading),
    aligning: latency(times.aligning),
    search: latency(times.search),
    recall: { at1: recallAt(1), at10: recallAt(10), at48: recallAt(48) },
    found,
    queries: queries.length,
  };
}

/** Cosines differ in the last digits by how they are summed. */
const ROUNDING = 1e-3;

function recall(
  found: readonly (readonly Neighbour[])[],
  exact: readonly Float32Array[],
  count: number,
): number {
  let hits = 0;
  let all = 0;
  for (const [i, neighbours] of found.entries()) {
    const wanted = Math.min(count, exact[i]!.length);
    const lowest = exact[i]![wanted - 1]! - ROUNDING;
    hits += neighbours.slice(0, wanted).filter(({ cosine }) => cosine >= lowest).length;
    all += wanted;
  }
  return hits / all;
}

function latency(milliseconds: readonly number[]): Latency {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** Counts the time that a search waits for its store. */
class TimedStore implements Pick<LibraryStore, 'nearest' | 'sketch' | 'windows'> {
  readonly #store: LibraryStore;
  nearestMs = 0;
  readingMs = 0;

  constructor(store: LibraryStore) {
    this.#store = store;
  }

  reset(): void {
    this.nearestMs = 0;
    this.readingMs = 0;
  }

  async nearest(...args: Parameters<LibraryStore['nearest']>) {
    const start = performance.now();
    const found = await this.#store.nearest(...args);
    this.nearestMs += performance.now() - start;
    return found;
  }

  async sketch(id: string) {
    const start = performance.now();
    const sketch = await this.#store.sketch(id);
    this.readingMs += performance.now() - start;
    return sketch;
  }

  async windows(id: string) {
    const start = performance.now();
    const windows = await this.#store.windows(id);
    this.readingMs += performance.now() - start;
    return windows;
  }
}
