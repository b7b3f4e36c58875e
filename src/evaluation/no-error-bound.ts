/**
 * The error rate that trials without any error still leave room for: the one-sided upper bound of Clopper and Pearson
 * at no error, 1 − (1 − confidence)^(1 / trials). It holds for independent trials; trials that share recordings leave
 * room for more.
 *
 * @param trials - How many were made, >= 1.
 * @param confidence - In (0, 1).
 * @returns In (0, 1]; about 3 / trials at 95 %.
 * @see Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
 *   Biometrika 26, 1934.
 */
export function noErrorBound(trials: number, confidence = 0.95): number {
  return -Math.expm1(Math.log1p(-confidence) / trials);
}
