import { direction, type FragmentEmbedding } from '../embedding/index.js';
import { moments, RowProducts } from '../numeric/index.js';

/** A fragment of the reference, and one of the candidate that may be a copy of it. */
export interface LikelyPlace {
  readonly cosine: number;
  readonly reference: FragmentEmbedding;
  readonly candidate: FragmentEmbedding;
}

/** Where to look for what two recordings have in common. */
export interface LikelyPlaces {
  /** The two fragments that are most alike. */
  readonly best: LikelyPlace;
  /**
   * The fragments of the reference most like each of the candidate's, and those that its neighbours speak for most: in turn
   * the most alike pair of all, the one most spoken for, and so on. Pairs may stand in it twice.
   */
  readonly places: readonly LikelyPlace[];
}

/** Places in the reference that are looked at for each fragment of the candidate, by either way of choosing. */
const PLACES_PER_FRAGMENT = 2;
/** Fragments before, and after, that speak for a place. */
const NEIGHBOURS = 4;
/** Tempo ratios at which neighbours may follow: 2 to the power of −1 to 1, near enough to one another for so few. */
const TEMPO_RATIOS = Array.from({ length: 9 }, (_, i) => 2 ** ((i - 4) / 4));
/** Added to the spread of a fragment's cosines, which among few is not known. */
const SPREAD_MARGIN = 0.02;

/** One for all comparisons of a thread: they do not wait in between. */
let products: RowProducts | undefined;

/**
 * Where the fragments of a candidate stand in a reference, by their vectors. Under noise or other sound each of a copy's
 * fragments is like many places of the reference, but only at the right ones are its neighbours like what follows there: so
 * places are chosen by either. Memory grows with their lengths, not with the
 * product of these.
 *
 * @param references - At even distances, as the candidate's; at least one of either.
 */
export function likelyPlaces(
  references: readonly FragmentEmbedding[],
  candidates: readonly FragmentEmbedding[],
): LikelyPlaces {
  const size = references[0]!.vector.length;
  products ??= new RowProducts();
  products.load(directionsOf(references), size);
  const own = directionsOf(candidates);
  const alike: RankedPlace[] = [];
  const supported: RankedPlace[] = [];
  const rows = new Map<number, Row>();
  for (let i = 0; i < candidates.length; i++) {
    for (let k = i; k <= Math.min(candidates.length - 1, i + NEIGHBOURS); k++) {
      if (!rows.has(k)) rows.set(k, rowOf(products.with(own.subarray(k * size, (k + 1) * size))));
    }
    rows.delete(i - NEIGHBOURS - 1);
    const { cosines } = rows.get(i)!;
    const place = (rank: Float64Array) => (index: number) => ({
      rank: rank[index]!,
      cosine: cosines[index]!,
      reference: references[index]!,
      candidate: candidates[i]!,
    });
    alike.push(...highest(cosines, PLACES_PER_FRAGMENT).map(place(cosines)));
    const support = supportOf(rows, i, references.length);
    supported.push(...highest(support, PLACES_PER_FRAGMENT).map(place(support)));
  }
  alike.sort((a, b) => b.rank - a.rank);
  supported.sort((a, b) => b.rank - a.rank);
  return { best: alike[0]!, places: alike.flatMap((place, i) => [place, supported[i]!]) };
}

/** A place, and how it ranks among those that were chosen in the same way. */
interface RankedPlace extends LikelyPlace {
  readonly rank: number;
}

/** How alike one fragment of the candidate is to each of the reference. */
interface Row {
  readonly cosines: Float64Array;
  /** By how many standard deviations a cosine exceeds the fragment's mean, 0 below it. */
  readonly excess: Float64Array;
}

/** @param products - Of vectors of length 1. */
function rowOf(products: Float64Array): Row {
  const cosines = products.map((product) => Math.min(1, Math.max(-1, product)));
  const { mean, deviation } = moments(cosines);
  const spread = deviation + SPREAD_MARGIN;
  return { cosines, excess: cosines.map((value) => Math.max(0, value - mean) / spread) };
}

/** For each fragment of the reference, the excess of fragment i there and of its neighbours where they follow, at the best tempo. */
function supportOf(rows: ReadonlyMap<number, Row>, i: number, references: number): Float64Array {
  const support = new Float64Array(references);
  for (const ratio of TEMPO_RATIOS) {
    const sums = new Float64Array(references);
    for (let d = -NEIGHBOURS; d <= NEIGHBOURS; d++) {
      const excess = rows.get(i + d)?.excess;
      if (excess === undefined) continue;
      const shift = Math.round(ratio * d);
      const last = Math.min(references, references - shift);
      for (let j = Math.max(0, -shift); j < last; j++) sums[j]! += excess[j + shift]!;
    }
    for (let j = 0; j < references; j++) support[j] = Math.max(support[j]!, sums[j]!);
  }
  return support;
}

const knownDirections = new WeakMap<readonly FragmentEmbedding[], Float32Array>();

/** Vectors at length 1, one behind the other; kept, as a recording is often held against many. */
function directionsOf(fragments: readonly FragmentEmbedding[]): Float32Array {
  const known = knownDirections.get(fragments);
  if (known !== undefined) return known;
  const size = fragments[0]!.vector.length;
  const directions = new Float32Array(fragments.length * size);
  fragments.forEach(({ vector }, i) => {
    directions.set(direction(vector), i * size);
  });
  knownDirections.set(fragments, directions);
  return directions;
}

/** Indices of the highest values, highest first. */
function highest(values: Float64Array, count: number): number[] {
  const best: number[] = [];
  values.forEach((value, index) => {
    if (best.length === count && value <= values[best[count - 1]!]!) return;
    const place = best.findIndex((other) => values[other]! < value);
    best.splice(place < 0 ? best.length : place, 0, index);
    if (best.length > count) best.pop();
  });
  return best;
}
