/**
 * Seeded random numbers: xoshiro128** (Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2018),
 * seeded by splitmix32. The same seed gives the same draws on every platform.
 */
export class Rng {
  readonly #seed: number;
  readonly #state: Uint32Array;
  #spareNormal: number | undefined;

  /** @param seed - Any integer; its low 32 bits count. */
  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = new Uint32Array(4);
    let s = this.#seed;
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) >>> 0;
      this.#state[i] = avalanche(s);
    }
  }

  /**
   * An independent generator named by a label. It depends on the seed and the label alone, not on how many draws
   * were made before, so adding one consumer does not change what the others draw.
   */
  fork(label: string | number): Rng {
    let hash = 0x811c9dc5 ^ this.#seed;
    for (const char of `/${label}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
    return new Rng(avalanche(hash >>> 0));
  }

  /** 32 uniformly random bits. */
  uint32(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** Uniform in [min, max); [0, 1) by default. */
  uniform(min = 0, max = 1): number {
    return min + (max - min) * (this.uint32() / 0x1_0000_0000);
  }

  /** Uniform integer in [0, count); count in [1, 2^32]. */
  integer(count: number): number {
    return Math.floor((this.uint32() / 0x1_0000_0000) * count);
  }

  /** Standard normal, by the polar method of Marsaglia & Bray (1964). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spareNormal = v * scale;
      return u * scale;
    }
  }

  /** One element, uniformly. `items` must not be empty. */
  choose<T>(items: readonly T[]): T {
    return items[this.integer(items.length)]!;
  }

  /** A new array with the same items in random order (Fisher–Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }
}

function rotateLeft(x: number, bits: number): number {
  return ((x << bits) | (x >>> (32 - bits))) >>> 0;
}

/** The finaliser of splitmix32 (MurmurHash3's fmix32): every input bit reaches every output bit. */
function avalanche(x: number): number {
  let z = x;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
