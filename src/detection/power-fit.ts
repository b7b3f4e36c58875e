import { DOUBLE_BYTES, WasmInstance } from '../numeric/index.js';
import { MOST_EXPLANATIONS, PAIRS, POWER_KERNELS, type PowerKernels } from './power-kernels.js';

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
/** Times 1 / `FAINTEST`, still a number of double precision. */
const LARGEST_PRODUCT = 1e15;

/**
 * Explains powers as Σ weight · explanation with the least Itakura-Saito divergence: the likelihood of powers that scatter
 * around their mean in proportion to it, as those of sound do. Fisher's scoring: each round is a least-squares problem in
 * which every place counts by its present explanation, solved without negative weights.
 *
 * @param powers - Shape (n), > 0. Not modified.
 * @param explanations - At most four, each of shape (n), ≥ 0, at every place at least one > 0. Not modified.
 * @param start - Weights to begin with, such as those of like explanations: the nearer, the sooner it is done.
 * @see McCullagh & Nelder, "Generalized Linear Models", 2nd edition, 1989, sections 2.5 and 8.3.
 */
export function fitPowers(
  powers: Float64Array,
  explanations: readonly Float64Array[],
  start?: Float64Array,
): PowerFit {
  let weights = start ?? equalShares(powers, explanations);
  const places = new Places(powers, explanations);
  let divergence = places.explain(weights);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const best = nonNegativeLeastSquares(places.equations(), weights);
    const before = divergence;
    let step = 1;
    for (let halving = 0; halving <= MOST_HALVINGS; halving++, step /= 2) {
      const tried = weights.map((weight, j) => weight + step * (best[j]! - weight));
      divergence = places.explain(tried);
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

/** Of the least squares of Σ weight · column from a target: products of the columns, and of each with the target. */
interface Equations {
  /** Square and symmetric. */
  readonly products: readonly Float64Array[];
  readonly wanted: Float64Array;
}

/** One for all fits of a thread: they do not wait in between. */
let kernels: WasmInstance<PowerKernels> | undefined;

/** Powers and their explanations, place by place, in the kernels' memory. Good until the next are made. */
class Places {
  readonly #count: number;
  /** Bytes of a row of all places. */
  readonly #step: number;
  /** Places in memory, in bytes. */
  readonly #at: Readonly<Record<'powers' | 'explanations' | 'explained' | 'weights' | 'sums', number>>;
  readonly #ratios: Float64Array;
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;

  constructor(powers: Float64Array, explanations: readonly Float64Array[]) {
    this.#count = explanations.length;
    const length = powers.length + (powers.length % 2);
    this.#step = DOUBLE_BYTES * length;
    const row = (number: number) => number * this.#step;
    this.#at = {
      powers: 0,
      explanations: row(1),
      explained: row(1 + MOST_EXPLANATIONS),
      weights: row(3 + MOST_EXPLANATIONS),
      sums: row(3 + MOST_EXPLANATIONS) + DOUBLE_BYTES * MOST_EXPLANATIONS,
    };
    const sums = 2 * (PAIRS.length + MOST_EXPLANATIONS);
    kernels ??= new WasmInstance(POWER_KERNELS);
    const memory = kernels.memory(this.#at.sums + DOUBLE_BYTES * sums);
    // Zeros where there is no place or no explanation.
    const rows = new Float64Array(memory, 0, (1 + MOST_EXPLANATIONS) * length).fill(0);
    [powers, ...explanations].forEach((values, i) => {
      rows.set(values, i * length);
    });
    this.#ratios = new Float64Array(memory, this.#at.explained + this.#step, powers.length);
    this.#weights = new Float64Array(memory, this.#at.weights, MOST_EXPLANATIONS).fill(0);
    this.#sums = new Float64Array(memory, this.#at.sums, sums);
  }

  /** @returns The divergence of the powers from what these weights make of the explanations. */
  explain(weights: Float64Array): number {
    this.#weights.set(weights);
    const at = this.#at;
    kernels!.functions.explain(at.powers, at.explanations, this.#step, at.weights, at.explained);
    // The logarithm of a product instead of the sum of logarithms, which take longer than all else here.
    const ratios = this.#ratios;
    let sum = 0;
    let logarithms = 0;
    let product = 1;
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator takes several times as long
    for (let i = 0; i < ratios.length; i++) {
      const ratio = ratios[i]!;
      sum += ratio;
      product *= ratio;
      if (product > LARGEST_PRODUCT || product < 1 / LARGEST_PRODUCT) {
        logarithms += Math.log(product);
        product = 1;
      }
    }
    return sum - logarithms - Math.log(product) - ratios.length;
  }

  /** For the next weights, every place counting by what the last ones make of it. */
  equations(): Equations {
    const at = this.#at;
    kernels!.functions.equations(at.explanations, this.#step, at.explained, at.sums);
    const products = Array.from({ length: this.#count }, () => new Float64Array(this.#count));
    const sumAt = (i: number) => this.#sums[2 * i]! + this.#sums[2 * i + 1]!;
    PAIRS.forEach(([j, k], i) => {
      if (j < this.#count) products[j]![k] = products[k]![j] = sumAt(i);
    });
    const wanted = Float64Array.from({ length: this.#count }, (_, j) => sumAt(PAIRS.length + j));
    return { products, wanted };
  }
}

/** The weights ≥ 0 with the least squared error, by coordinate descent from `start`. */
function nonNegativeLeastSquares({ products, wanted }: Equations, start: Float64Array): Float64Array {
  const weights = start.slice();
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = false;
    for (let j = 0; j < weights.length; j++) {
      const row = products[j]!;
      if (row[j] === 0) continue;
      const before = weights[j]!;
      let rest = wanted[j]!;
      for (let k = 0; k < weights.length; k++) rest -= row[k]! * weights[k]!;
      const after = Math.max(0, before + rest / row[j]!);
      weights[j] = after;
      if (Math.abs(after - before) > LEAST_STEP * after) moved = true;
    }
    if (!moved) break;
  }
  return weights;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
