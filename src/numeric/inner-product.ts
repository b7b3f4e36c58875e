/**
 * Σ a[start + i] · b[i] over all of b, in double precision: four sums, so that they do not wait for one another.
 *
 * @param a - Long enough.
 */
export function innerProduct(a: Float32Array, start: number, b: Float32Array): number {
  const { length } = b;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let i = 0;
  for (let at = start; i + 3 < length; i += 4, at += 4) {
    sum0 += a[at]! * b[i]!;
    sum1 += a[at + 1]! * b[i + 1]!;
    sum2 += a[at + 2]! * b[i + 2]!;
    sum3 += a[at + 3]! * b[i + 3]!;
  }
  for (; i < length; i++) sum0 += a[start + i]! * b[i]!;
  return sum0 + sum1 + (sum2 + sum3);
}
