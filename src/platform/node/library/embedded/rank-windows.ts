import { windowPlace } from './window-keys.js';
import type { Found } from './window-tail.js';

/** A window that may be near a query, in the order in which it was found. */
interface Candidate {
  readonly query: number;
  readonly rank: number;
  readonly window: number;
}

/**
 * Puts windows that were found by an estimate in the order of their vectors.
 *
 * @param queries - Shape (queries, numbers).
 * @param found - For each query.
 * @param directionsOf - Vectors of a recording's windows; undefined when it was removed.
 * @returns The same windows with their distances, nearest first; those of removed recordings are infinitely far.
 */
export function rankByCosine(
  queries: Int8Array,
  found: readonly Found[],
  directionsOf: (ordinal: number) => Int8Array | undefined,
): Found[] {
  const size = queries.length / found.length;
  const distances = found.map(({ keys }) => new Float32Array(keys.length).fill(Infinity));
  // A recording is read once, for all queries that it may be near to.
  for (const [ordinal, candidates] of byRecording(found)) {
    const directions = directionsOf(ordinal);
    if (directions === undefined) continue;
    for (const { query, rank, window } of candidates) {
      if ((window + 1) * size > directions.length) continue;
      distances[query]![rank] = 1 - cosine(queries, query * size, directions, window * size, size);
    }
  }
  return found.map(({ keys }, query) => {
    const own = distances[query]!;
    const order = Array.from(own.keys()).sort((a, b) => own[a]! - own[b]! || a - b);
    return {
      keys: BigUint64Array.from(order, (rank) => keys[rank]!),
      distances: Float32Array.from(order, (rank) => own[rank]!),
    };
  });
}

function byRecording(found: readonly Found[]): Map<number, Candidate[]> {
  const recordings = new Map<number, Candidate[]>();
  for (const [query, { keys }] of found.entries()) {
    keys.forEach((key, rank) => {
      const { ordinal, window } = windowPlace(key);
      const candidates = recordings.get(ordinal);
      if (candidates === undefined) recordings.set(ordinal, [{ query, rank, window }]);
      else candidates.push({ query, rank, window });
    });
  }
  return recordings;
}

/** Of the angle between two vectors; 0 for one without length. */
function cosine(a: Int8Array, aStart: number, b: Int8Array, bStart: number, size: number): number {
  let product = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < size; i++) {
    const x = a[aStart + i]!;
    const y = b[bStart + i]!;
    product += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : product / Math.sqrt(aa * bb);
}
