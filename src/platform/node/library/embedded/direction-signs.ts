import { Rng } from '../../../../numeric/index.js';

/** Bits of a vector at least; where a direction has fewer numbers, it is looked at from more sides. */
const LEAST_BITS = 256;
const ROUNDS = 3;
/** Belongs to the files: a graph that was made with other signs finds nothing. */
const SEED = 1;

/**
 * Directions as signs, of which as many differ as the angle is wide: the vector is turned at random, always in the same
 * way, and of each of its numbers the sign is kept. Turned, all numbers weigh alike; unturned, the angle is told half as well.
 *
 * Turning is by random signs and Hadamard's transform, three times: Ailon & Chazelle, "The fast Johnson–Lindenstrauss
 * transform", 2009; signs: Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002.
 */
export class DirectionSigns {
  /** Of a vector; a power of two. */
  readonly bits: number;
  readonly #size: number;
  readonly #flips: readonly Float32Array[];

  constructor(embeddingSize: number) {
    this.#size = embeddingSize;
    this.bits = LEAST_BITS;
    while (this.bits < embeddingSize) this.bits *= 2;
    const rng = new Rng(SEED);
    this.#flips = Array.from({ length: ROUNDS }, () =>
      Float32Array.from({ length: this.bits }, () => (rng.uniform() < 0.5 ? -1 : 1)),
    );
  }

  /**
   * @param directions - Shape (vectors, embeddingSize).
   * @returns 1 or 0 for each bit, shape (vectors, bits).
   */
  of(directions: Int8Array): Int8Array {
    const vectors = directions.length / this.#size;
    const signs = new Int8Array(vectors * this.bits);
    const turned = new Float32Array(this.bits);
    for (let i = 0; i < vectors; i++) {
      turned.fill(0);
      turned.set(directions.subarray(i * this.#size, (i + 1) * this.#size));
      for (const flips of this.#flips) turn(turned, flips);
      for (let bit = 0; bit < this.bits; bit++) signs[i * this.bits + bit] = turned[bit]! > 0 ? 1 : 0;
    }
    return signs;
  }
}

/** Flips some numbers' signs and applies Hadamard's transform, in place; lengths grow by the root of their number. */
function turn(values: Float32Array, flips: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i]! *= flips[i]!;
  for (let half = 1; half < values.length; half *= 2) {
    for (let start = 0; start < values.length; start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const a = values[i]!;
        const b = values[i + half]!;
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
}
