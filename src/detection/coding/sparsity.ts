/** Variance of what rounding to 16 bits adds to each coefficient: holes are never deeper than this. */
export const LEAST_POWER = 2 ** -30 / 12;
const SMALL_PRODUCT = 1e-280;

/**
 * Logarithm of the arithmetic over the geometric mean of the coefficients' powers: 1.27 for noise, more where many are
 * next to nothing.
 */
export function sparsity(coefficients: Float64Array): number {
  let sum = 0;
  let logSum = 0;
  // A logarithm of the product costs less than the sum of logarithms; taken before the product vanishes.
  let product = 1;
  for (const coefficient of coefficients) {
    const power = coefficient * coefficient + LEAST_POWER;
    sum += power;
    product *= power;
    if (product > SMALL_PRODUCT) continue;
    logSum += Math.log(product);
    product = 1;
  }
  const count = coefficients.length;
  return Math.log(sum / count) - (logSum + Math.log(product)) / count;
}
