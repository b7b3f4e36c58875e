/** Rows with labels, each with a weight; what `minimiseLogisticLoss` fits. */
export interface LogisticProblem {
  /** Row-major, shape (rows, columns); centred and scaled columns keep Newton's system well conditioned. */
  readonly features: Float64Array;
  readonly columns: number;
  /** 0 or 1. */
  readonly labels: Uint8Array;
  /** >= 0, one a row; rows of weight 0 cost nothing, in the sum and in time. */
  readonly weights: Float64Array;
  /** What rows of label 0 and of label 1 aim at, in [0, 1]; [0, 1] unless labels are softened. */
  readonly goals: readonly [number, number];
  /** Weight of half the coefficients' sum of squares, >= 0; the intercept is free. */
  readonly ridge: number;
}

/** Coefficients by column, the intercept last. */
export type LogisticSolution = Float64Array;

export interface NewtonOptions {
  /** Where to begin; zero by default. */
  readonly start?: LogisticSolution;
  /** Relative decrease of the loss that a further step could at best bring when the iteration stops. */
  readonly tolerance?: number;
}

const MAX_STEPS = 200;

/**
 * Weighted logistic regression by damped Newton steps (iteratively reweighted least squares); no randomness.
 *
 * @returns Undefined when there is no finite minimum, which can be only without a ridge: the rows are separable.
 */
export function minimiseLogisticLoss(
  problem: LogisticProblem,
  options: NewtonOptions = {},
): LogisticSolution | undefined {
  const tolerance = options.tolerance ?? 1e-14;
  let theta = options.start?.slice() ?? new Float64Array(problem.columns + 1);
  let state = lossAt(problem, theta);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonDirection(state);
    if (direction === undefined) return undefined;
    const along = (stride: number) => theta.map((value, i) => value + stride * direction[i]!);
    const decrement = -direction.reduce((sum, value, i) => sum + value * state.gradient[i]!, 0);
    // The decrement is a squared distance: the last step still halves the error's exponent.
    if (decrement <= tolerance * state.loss) return along(1);
    // Halve the step until the loss falls enough (Armijo); the loss is convex, so this ends.
    for (let stride = 1; ; stride /= 2) {
      const next = along(stride);
      const nextState = lossAt(problem, next);
      if (nextState.loss <= state.loss - 1e-4 * stride * decrement || stride < 1e-9) {
        theta = next;
        state = nextState;
        break;
      }
    }
  }
  return undefined;
}

interface LossState {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Row-major; the lower triangle alone is filled. */
  readonly hessian: Float64Array;
}

function lossAt(problem: LogisticProblem, theta: LogisticSolution): LossState {
  const { features, columns, labels, weights, goals, ridge } = problem;
  const size = columns + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  let loss = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (weight === 0) continue;
    const offset = row * columns;
    let logit = theta[columns]!;
    for (let k = 0; k < columns; k++) logit += theta[k]! * features[offset + k]!;
    const goal = labels[row] === 1 ? goals[1] : goals[0];
    const tail = Math.exp(-Math.abs(logit));
    const probability = logit >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
    loss += weight * (Math.max(logit, 0) + Math.log1p(tail) - goal * logit);
    const residual = weight * (probability - goal);
    // p (1 − p), written so that it does not vanish before e^-|logit| does.
    const curvature = (weight * tail) / ((1 + tail) * (1 + tail));
    for (let k = 0; k < columns; k++) {
      const x = features[offset + k]!;
      const bent = curvature * x;
      gradient[k]! += residual * x;
      for (let l = 0; l <= k; l++) hessian[k * size + l]! += bent * features[offset + l]!;
      hessian[columns * size + k]! += bent;
    }
    gradient[columns]! += residual;
    hessian[columns * size + columns]! += curvature;
  }
  for (let k = 0; k < columns; k++) {
    loss += (ridge / 2) * theta[k]! * theta[k]!;
    gradient[k]! += ridge * theta[k]!;
    hessian[k * size + k]! += ridge;
  }
  return { loss, gradient, hessian };
}

/** −H⁻¹g by Cholesky's decomposition; undefined when the Hessian has vanished or is singular. */
function newtonDirection({ gradient, hessian }: LossState): Float64Array | undefined {
  const size = gradient.length;
  const lower = hessian.slice();
  const direction = gradient.map((value) => -value);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i !== j) lower[i * size + j] = sum / lower[j * size + j]!;
      else if (sum > 1e-14 * hessian[i * size + i]! && sum > 1e-16) lower[i * size + i] = Math.sqrt(sum);
      else return undefined;
    }
    for (let k = 0; k < i; k++) direction[i]! -= lower[i * size + k]! * direction[k]!;
    direction[i]! /= lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) direction[i]! -= lower[k * size + i]! * direction[k]!;
    direction[i]! /= lower[i * size + i]!;
  }
  return direction;
}
