/** Mean of some numbers, and their standard deviation (over all, not one less). NaN of none. */
export function moments(values: readonly number[] | Float64Array): {
  readonly mean: number;
  readonly deviation: number;
} {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
