/** How powers are explained as a sum of non-negative multiples of given ones. */
export interface PowerFit {
  /** One weight for each explanation. */
  readonly weights: Float64Array;
  /** Itakura-Saito divergence of the powers from their explanation, summed up. */
  readonly divergence: number;
}

const MOST_ROUNDS = 30;
/** The fit stands when a round lowers the divergence of a place by less. */
const LEAST_GAIN = 1e-6;
/** A step that makes the fit worse is halved so many times before it is given up. */
const MOST_HALVINGS = 6;
/** Of coordinate descent: few weights, so these cost next to nothing beside one round. */
const DESCENT_SWEEPS = 60;
/** What explains nothing explains this much, so that there is something to divide by. */
const FAINTEST = 1e-300;

/**
 * Explains powers as Σ weight · explanation with the least Itakura-Saito divergence: the likelihood of powers that scatter
 * around their mean in proportion to it, as those of sound do. Fisher's scoring: each round is a least-squares problem in
 * which every place counts by its present explanation, solved without negative weights.
 *
 * @param powers - Shape (n), > 0. Not modified.
 * @param explanations - Each of shape (n), ≥ 0, at every place at least one > 0. Not modified.
 * @see McCullagh & Nelder, "Generalized Linear Models", 2nd edition, 1989, sections 2.5 and 8.3.
 */
export function fitPowers(powers: Float64Array, explanations: readonly Float64Array[]): PowerFit {
  const mean = meanOf(powers);
  let weights = Float64Array.from(explanations, (explanation) => {
    const own = meanOf(explanation);
    return own > 0 ? mean / own / explanations.length : 0;
  });
  const explained = new Float64Array(powers.length);
  const relative = explanations.map(() => new Float64Array(powers.length));
  const wanted = new Float64Array(powers.length);
  let divergence = explain(explained, powers, explanations, weights);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    for (let i = 0; i < powers.length; i++) {
      const scale = 1 / explained[i]!;
      wanted[i] = powers[i]! * scale;
      for (let j = 0; j < relative.length; j++) relative[j]![i] = explanations[j]![i]! * scale;
    }
    const best = nonNegativeLeastSquares(relative, wanted, weights);
    const before = divergence;
    let step = 1;
    for (let halving = 0; halving <= MOST_HALVINGS; halving++, step /= 2) {
      const tried = weights.map((weight, j) => weight + step * (best[j]! - weight));
      divergence = explain(explained, powers, explanations, tried);
      if (divergence < before) {
        weights = tried;
        break;
      }
    }
    if (!(divergence < before)) return { weights, divergence: before };
    if (before - divergence < LEAST_GAIN * powers.length) break;
  }
  return { weights, divergence };
}

/** @returns The divergence of the powers from what is written to `explained`. */
function explain(
  explained: Float64Array,
  powers: Float64Array,
  explanations: readonly Float64Array[],
  weights: Float64Array,
): number {
  explained.fill(FAINTEST);
  explanations.forEach((explanation, j) => {
    const weight = weights[j]!;
    for (let i = 0; i < explained.length; i++) explained[i]! += weight * explanation[i]!;
  });
  let divergence = 0;
  for (let i = 0; i < powers.length; i++) {
    const ratio = powers[i]! / explained[i]!;
    divergence += ratio - Math.log(ratio) - 1;
  }
  return divergence;
}

/** The weights ≥ 0 with the least squared error of Σ weight · column from the target, by coordinate descent from `start`. */
function nonNegativeLeastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  start: Float64Array,
): Float64Array {
  const products = columns.map((a) => Float64Array.from(columns, (b) => dot(a, b)));
  const wanted = columns.map((column) => dot(column, target));
  const weights = start.slice();
  for (let sweep = 0; sweep < DESCENT_SWEEPS; sweep++) {
    for (const [j, row] of products.entries()) {
      if (row[j] === 0) continue;
      weights[j] = Math.max(0, weights[j]! + (wanted[j]! - dot(row, weights)) / row[j]!);
    }
  }
  return weights;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
