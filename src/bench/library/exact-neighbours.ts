import { exactSearch, MetricKind } from 'usearch';

/** Vectors that are compared at a time. */
const PIECE_VECTORS = 8192;

/** The highest cosines of some queries among all vectors that were shown: what an index is measured by. */
export class ExactNeighbours {
  readonly #queries: Int8Array<ArrayBuffer>;
  readonly #size: number;
  readonly #count: number;
  readonly #cosines: Float32Array[];
  #pending: Int8Array[] = [];
  #pendingVectors = 0;

  /** @param queries - Shape (queries, size). */
  constructor(queries: Int8Array<ArrayBuffer>, size: number, count: number) {
    this.#queries = queries;
    this.#size = size;
    this.#count = count;
    this.#cosines = Array.from({ length: queries.length / size }, () => new Float32Array(0));
  }

  show(vectors: Int8Array): void {
    this.#pending.push(vectors);
    this.#pendingVectors += vectors.length / this.#size;
    if (this.#pendingVectors >= PIECE_VECTORS) this.#compare();
  }

  /** Of each query, highest first; `count` of them, or as many as were shown. */
  cosines(): readonly Float32Array[] {
    this.#compare();
    return this.#cosines;
  }

  #compare(): void {
    if (this.#pendingVectors === 0) return;
    const vectors = new Int8Array(this.#pendingVectors * this.#size);
    let start = 0;
    for (const piece of this.#pending) {
      vectors.set(piece, start);
      start += piece.length;
    }
    const wanted = Math.min(this.#count, this.#pendingVectors);
    const { distances } = exactSearch(vectors, this.#queries, this.#size, wanted, MetricKind.Cos, 0);
    this.#cosines.forEach((best, query) => {
      const found = distances.slice(query * wanted, (query + 1) * wanted).map((distance) => 1 - distance);
      const all = Float32Array.from([...best, ...found]).sort();
      this.#cosines[query] = all.reverse().slice(0, this.#count);
    });
    this.#pending = [];
    this.#pendingVectors = 0;
  }
}
