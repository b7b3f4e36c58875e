/** How powers are explained as a sum of non-negative multiples of given ones. */
export interface PowerFit {
  /** One weight for each explanation. */
  readonly weights: Float64Array;
  /** Itakura-Saito divergence of the powers from their explanation, summed up. */
  readonly divergence: number;
}

const ITERATIONS = 40;
/** What explains nothing explains this much, so that there is something to divide by. */
const FAINTEST = 1e-300;

/**
 * Explains powers as Σ weight · explanation by the multiplicative updates for the Itakura-Saito divergence: the
 * likelihood of powers that scatter around their mean in proportion to it, as those of sound do.
 *
 * @param powers - Shape (n), > 0. Not modified.
 * @param explanations - Each of shape (n), ≥ 0, at every place at least one > 0. Not modified.
 * @see Févotte, Bertin & Durrieu, "Nonnegative matrix factorization with the Itakura-Saito divergence", Neural
 *   Computation 21, 2009.
 */
export function fitPowers(powers: Float64Array, explanations: readonly Float64Array[]): PowerFit {
  const mean = meanOf(powers);
  const weights = Float64Array.from(explanations, (explanation) => {
    const own = meanOf(explanation);
    return own > 0 ? mean / own / explanations.length : 0;
  });
  const explained = new Float64Array(powers.length);
  const shares = new Float64Array(powers.length);
  for (let round = 0; round < ITERATIONS; round++) {
    explain(explained, explanations, weights);
    // Divisions take longest: one a place and round.
    for (let i = 0; i < shares.length; i++) {
      explained[i] = 1 / explained[i]!;
      shares[i] = powers[i]! * explained[i]!;
    }
    explanations.forEach((explanation, j) => {
      let wanted = 0;
      let had = 0;
      for (let i = 0; i < powers.length; i++) {
        const ratio = explanation[i]! * explained[i]!;
        wanted += ratio * shares[i]!;
        had += ratio;
      }
      if (had > 0) weights[j]! *= wanted / had;
    });
  }
  explain(explained, explanations, weights);
  let divergence = 0;
  for (let i = 0; i < powers.length; i++) {
    const ratio = powers[i]! / explained[i]!;
    divergence += ratio - Math.log(ratio) - 1;
  }
  return { weights, divergence };
}

function explain(target: Float64Array, explanations: readonly Float64Array[], weights: Float64Array): void {
  target.fill(FAINTEST);
  explanations.forEach((explanation, j) => {
    const weight = weights[j]!;
    for (let i = 0; i < target.length; i++) target[i]! += weight * explanation[i]!;
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
