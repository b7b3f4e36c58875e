import type { GraphBuilder, Value } from './graph-builder.js';

/** What is minimised: classification, or telling pairs of altered copies from all others in the batch. */
export type LossSpec =
  | { readonly kind: 'cross-entropy' }
  | {
      readonly kind: 'nt-xent';
      /** Divides the cosines, > 0. */
      readonly temperature: number;
      /** By how much a pair's cosine is to exceed all others, in [0, 1); 0 unless given. */
      readonly margin?: number;
    };

/** A loss in a training graph. */
export interface TracedLoss {
  /** Mean over the batch, a scalar. */
  readonly loss: Value;
  /** Rows of the batch whose best guess was right, a scalar. */
  readonly correct: Value;
  /** Gradient by the rows that went in, of their shape. */
  readonly gradient: Value;
}

/** A matrix in a graph. */
export interface Rows {
  readonly value: Value;
  readonly rows: number;
  readonly columns: number;
}

/** Keeps the length of an all-zero feature vector from dividing by zero. */
const SMALLEST_LENGTH = 1e-12;

/** Stands for −∞ where a row is compared with itself, without NaN in the gradient. */
const EXCLUDED = -1e9;

/**
 * Mean of −log softmax(logits)[label].
 *
 * @param logits - One row per sample, one column per class.
 * @param labels - Class of each row, int64, shape [rows].
 */
export function traceCrossEntropy(graph: GraphBuilder, logits: Rows, labels: Value): TracedLoss {
  const zeroAndOne = graph.floats([0, 1]);
  const targets = graph.node('OneHot', [labels, graph.integers([logits.columns]), zeroAndOne], {
    attributes: { axis: -1 },
  });
  return traceSoftmaxLoss(graph, logits, targets, labels);
}

/**
 * Normalised temperature-scaled cross-entropy: each row's partner (rows 2i and 2i + 1 are a pair) is to be found by
 * cosine among all other rows of the batch, less the margin.
 *
 * @param features - One row per recording, an even number of rows.
 * @see Chen, Kornblith, Norouzi & Hinton, "A simple framework for contrastive learning of visual representations",
 *   ICML 2020; the margin as in Wang, Cheng, Liu & Liu, "Additive margin softmax for face verification", 2018.
 */
export function traceNtXent(
  graph: GraphBuilder,
  features: Rows,
  { temperature, margin = 0 }: Omit<Extract<LossSpec, { kind: 'nt-xent' }>, 'kind'>,
): TracedLoss {
  const { rows } = features;
  const squares = graph.multiply(features.value, features.value);
  const length = graph.node('Max', [
    graph.node('Sqrt', [graph.sum(squares, [1], true)]),
    graph.floats([SMALLEST_LENGTH]),
  ]);
  const directions = graph.divide(features.value, length);
  const cosines = graph.matrixProduct(directions, directions, { transposeB: true });
  const partners = Array.from({ length: rows }, (_, row) => row ^ 1);
  const itself = matrixOf(graph, rows, (row, column) => (row === column ? EXCLUDED : 0));
  const similarities = graph.add(graph.scale(cosines, 1 / temperature), itself);
  const targets = matrixOf(graph, rows, (row, column) => (partners[row] === column ? 1 : 0));
  const softmax = traceSoftmaxLoss(
    graph,
    { value: similarities, rows, columns: rows },
    targets,
    graph.integers(partners),
    margin / temperature,
  );
  // Every cosine stands in the matrix twice, as (i, j) and (j, i).
  const bothWays = graph.add(softmax.gradient, graph.transpose(softmax.gradient, [1, 0]));
  const byDirection = graph.scale(graph.matrixProduct(bothWays, directions), 1 / temperature);
  // Only what turns a vector counts, not what lengthens it.
  const along = graph.sum(graph.multiply(byDirection, directions), [1], true);
  const turning = graph.subtract(byDirection, graph.multiply(directions, along));
  return { ...softmax, gradient: graph.divide(turning, length) };
}

/**
 * @param targets - One-hot rows.
 * @param answers - The same as column numbers, int64.
 * @param handicap - Taken off the logits of the answers, but not where guesses are counted.
 */
function traceSoftmaxLoss(
  graph: GraphBuilder,
  logits: Rows,
  targets: Value,
  answers: Value,
  handicap = 0,
): TracedLoss {
  const handicapped =
    handicap === 0 ? logits.value : graph.subtract(logits.value, graph.scale(targets, handicap));
  const logProbabilities = graph.node('LogSoftmax', [handicapped], { attributes: { axis: 1 } });
  const total = graph.sum(graph.multiply(logProbabilities, targets), [0, 1]);
  const guesses = graph.node('ArgMax', [logits.value], { attributes: { axis: 1, keepdims: 0 } });
  const probabilities = graph.node('Exp', [logProbabilities]);
  return {
    loss: graph.scale(total, -1 / logits.rows),
    correct: graph.sum(graph.equal(guesses, answers), [0]),
    gradient: graph.scale(graph.subtract(probabilities, targets), 1 / logits.rows),
  };
}

function matrixOf(graph: GraphBuilder, size: number, value: (row: number, column: number) => number): Value {
  const values = Array.from({ length: size * size }, (_, i) => value(Math.floor(i / size), i % size));
  return graph.floats(values, [size, size]);
}
