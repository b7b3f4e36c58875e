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
const MOST_SWEEPS = 60;
/** Descent stands when no weight moves by a larger share of itself. */
const LEAST_STEP = 1e-9;
/** What explains nothing explains this much, so that there is something to divide by. */
const FAINTEST = 1e-290;
/** Times 1 / {@link FAINTEST}, still a number of double precision. */
const LARGEST_PRODUCT = 1e15;

/**
 * Explains powers as Σ weight · explanation with the least Itakura-Saito divergence: the likelihood of powers that scatter
 * around their mean in proportion to it, as those of sound do. Fisher's scoring: each round is a least-squares problem in
 * which every place counts by its present explanation, solved without negative weights.
 *
 * @param powers - Shape (n), > 0. Not modified.
 * @param explanations - Each of shape (n), ≥ 0, at every place at least one > 0. Not modified.
 * @param start - Weights to begin with, such as those of like explanations: the nearer, the sooner it is done.
 * @see McCullagh & Nelder, "Generalized Linear Models", 2nd edition, 1989, sections 2.5 and 8.3.
 */
export function fitPowers(
  powers: Float64Array,
  explanations: readonly Float64Array[],
  start?: Float64Array,
): PowerFit {
  let weights = start ?? equalShares(powers, explanations);
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

/** Weights by which each explanation explains the same share of the mean power. */
function equalShares(powers: Float64Array, explanations: readonly Float64Array[]): Float64Array {
  const mean = meanOf(powers);
  return Float64Array.from(explanations, (explanation) => {
    const own = meanOf(explanation);
    return own > 0 ? mean / own / explanations.length : 0;
  });
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
  // The logarithm of a product instead of the sum of logarithms, which take longer than all else here.
  let ratios = 0;
  let logarithms = 0;
  let product = 1;
  for (let i = 0; i < powers.length; i++) {
    const ratio = powers[i]! / explained[i]!;
    ratios += ratio;
    product *= ratio;
    if (product > LARGEST_PRODUCT || product < 1 / LARGEST_PRODUCT) {
      logarithms += Math.log(product);
      product = 1;
    }
  }
  return ratios - logarithms - Math.log(product) - powers.length;
}

/** The weights ≥ 0 with the least squared error of Σ weight · column from the target, by coordinate descent from `start`. */
function nonNegativeLeastSquares(
  columns: readonly Float64Array[],
  target: Float64Array,
  start: Float64Array,
): Float64Array {
  const products = columns.map(() => new Float64Array(columns.length));
  for (const [j, column] of columns.entries()) {
    for (let k = 0; k <= j; k++) products[j]![k] = products[k]![j] = dot(column, columns[k]!);
  }
  const wanted = columns.map((column) => dot(column, target));
  const weights = start.slice();
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = false;
    for (let j = 0; j < weights.length; j++) {
      const row = products[j]!;
      if (row[j] === 0) continue;
      const before = weights[j]!;
      const after = Math.max(0, before + (wanted[j]! - dot(row, weights)) / row[j]!);
      weights[j] = after;
      if (Math.abs(after - before) > LEAST_STEP * after) moved = true;
    }
    if (!moved) break;
  }
  return weights;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
