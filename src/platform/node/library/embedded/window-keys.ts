/** Where a vector of the index belongs: a recording by its ordinal, and one of its windows. */
export interface WindowPlace {
  readonly ordinal: number;
  readonly window: number;
}

const WINDOW_BITS = 32n;

/** The index's keys of a recording's windows: the ordinal in the upper half, the window in the lower. */
export function windowKeys(ordinal: number, windows: number): BigUint64Array {
  const first = BigInt(ordinal) << WINDOW_BITS;
  return BigUint64Array.from({ length: windows }, (_, window) => first + BigInt(window));
}

export function windowPlace(key: bigint): WindowPlace {
  return { ordinal: Number(key >> WINDOW_BITS), window: Number(BigInt.asUintN(32, key)) };
}
