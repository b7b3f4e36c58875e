/** A dense row-major matrix in double precision; element (row, column) is `data[row * columns + column]`. */
export interface DoubleMatrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** A = Q R with orthonormal columns in Q, and R upper triangular (trapezoidal when A is wide). */
export interface QrFactors {
  /** Shape (min(rows, columns), columns). */
  readonly r: DoubleMatrix;
  /**
   * Q times a vector; Q itself, of shape (rows, min(rows, columns)), is never formed.
   *
   * @param vector - min(rows, columns) numbers. Not modified.
   * @returns As many numbers as the matrix has rows.
   */
  readonly timesQ: (vector: ArrayLike<number>) => Float64Array;
}

/**
 * QR decomposition by Householder reflections. Columns may depend on each other; R then has zeros, or rounding errors
 * in their place, on its diagonal.
 *
 * @param matrix - Any shape. Not modified.
 * @see Golub & Van Loan, "Matrix computations", 4th edition, algorithm 5.2.1.
 */
export function qrDecomposition(matrix: DoubleMatrix): QrFactors {
  const { rows, columns } = matrix;
  const rank = Math.min(rows, columns);
  const work = matrix.data.slice();
  const reflectors: Reflector[] = [];
  for (let step = 0; step < rank; step++) {
    const reflector = reflectorOf(work, { rows, columns }, step);
    reflect(work, columns, reflector, step);
    reflectors.push(reflector);
  }
  const r = new Float64Array(rank * columns);
  for (let row = 0; row < rank; row++) {
    r.set(work.subarray(row * columns + row, (row + 1) * columns), row * columns + row);
  }
  return {
    r: { data: r, rows: rank, columns },
    timesQ: (vector) => {
      const product = new Float64Array(rows);
      product.set(vector);
      for (const reflector of reflectors.toReversed()) reflect(product, 1, reflector, 0);
      return product;
    },
  };
}

/** I − scale · v vᵀ, where v is 0 before `first`. */
interface Reflector {
  readonly first: number;
  /** v from `first` on. */
  readonly vector: Float64Array;
  /** 2 / vᵀv, or 0 for the identity. */
  readonly scale: number;
}

/** The reflector that turns a column, from the diagonal down, onto the first axis. */
function reflectorOf(
  data: Float64Array,
  shape: { readonly rows: number; readonly columns: number },
  column: number,
): Reflector {
  const vector = new Float64Array(shape.rows - column);
  for (let i = 0; i < vector.length; i++) vector[i] = data[(column + i) * shape.columns + column]!;
  const length = Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0));
  if (length === 0) return { first: column, vector, scale: 0 };
  // Away from zero, so that nothing cancels.
  vector[0] = vector[0]! + (vector[0]! < 0 ? -length : length);
  const squared = vector.reduce((sum, v) => sum + v * v, 0);
  return { first: column, vector, scale: 2 / squared };
}

/** Applies a reflector from the left, to the columns from `firstColumn` on, row by row for the cache's sake. */
function reflect(data: Float64Array, columns: number, reflector: Reflector, firstColumn: number): void {
  const { first, vector, scale } = reflector;
  if (scale === 0) return;
  const products = new Float64Array(columns);
  for (let i = 0; i < vector.length; i++) {
    const offset = (first + i) * columns;
    const factor = vector[i]!;
    for (let column = firstColumn; column < columns; column++) {
      products[column]! += factor * data[offset + column]!;
    }
  }
  for (let i = 0; i < vector.length; i++) {
    const offset = (first + i) * columns;
    const factor = scale * vector[i]!;
    for (let column = firstColumn; column < columns; column++) {
      data[offset + column]! -= factor * products[column]!;
    }
  }
}
