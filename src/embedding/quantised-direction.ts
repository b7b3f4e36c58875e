const LARGEST = 127;

/**
 * A vector's direction in a byte a number: the largest becomes ±127. Length is lost, and the cosine of two of them
 * differs from that of the vectors by some thousandths at most (by 1/254 of a number, mostly cancelling, in each).
 *
 * @returns As many numbers; all zeros for a vector without length.
 */
export function quantiseDirection(vector: Float32Array): Int8Array {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest === 0 ? 0 : LARGEST / largest;
  return Int8Array.from(vector, (value) => Math.round(value * scale));
}

/** A vector of that direction. */
export function openDirection(quantised: Int8Array): Float32Array {
  return Float32Array.from(quantised);
}
