/** Where a vector of the index belongs: a recording by its ordinal, and one of its windows. */
export interface WindowPlace {
  readonly ordinal: number;
  readonly window: number;
}

const WINDOW_BITS = 32n;
/** Odd, so that multiplication modulo 2^64 can be undone; the golden ratio's, which spreads well. */
const FACTOR = 0x9e37_79b9_7f4a_7c15n;
const INVERSE = inverseOf(FACTOR);

/**
 * The index's keys of a recording's windows: the ordinal in the upper half, the window in the lower, and that scattered.
 *
 * usearch looks keys up in a table by their last bits, as they are, and from there one by one: keys that end alike, as
 * the first windows of all recordings would, make every look-up as long as the table.
 */
export function windowKeys(ordinal: number, windows: number): BigUint64Array {
  const first = BigInt(ordinal) << WINDOW_BITS;
  return BigUint64Array.from({ length: windows }, (_, window) => scattered(first + BigInt(window)));
}

export function windowPlace(key: bigint): WindowPlace {
  const place = gathered(key);
  return { ordinal: Number(place >> WINDOW_BITS), window: Number(BigInt.asUintN(32, place)) };
}

/** One to one over 64 bits; each of the last bits depends on all bits of the number. */
function scattered(place: bigint): bigint {
  const product = BigInt.asUintN(64, place * FACTOR);
  return product ^ (product >> 32n);
}

function gathered(key: bigint): bigint {
  return BigInt.asUintN(64, (key ^ (key >> 32n)) * INVERSE);
}

/** Of an odd number modulo 2^64, by Newton's iteration: each step doubles the bits that are right, of which three are at once. */
function inverseOf(odd: bigint): bigint {
  let inverse = odd;
  for (let bits = 3; bits < 64; bits *= 2) inverse = BigInt.asUintN(64, inverse * (2n - odd * inverse));
  return inverse;
}
