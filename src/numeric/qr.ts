import { COLUMNS_TOGETHER, QR_KERNEL, type QrKernel } from './qr-kernel.js';
import { WasmInstance } from './wasm-instance.js';
import { DOUBLE_BYTES } from './wasm-module.js';

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
export function qrDecomposition({ data, rows, columns }: DoubleMatrix): QrFactors {
  const rank = Math.min(rows, columns);
  const work = new ReflectedMatrix({ data, rows, columns });
  const reflectors = Array.from({ length: rank }, (_, step) => work.reflect(step));
  const r = new Float64Array(rank * columns);
  for (let row = 0; row < rank; row++) {
    r.set(work.row(row).subarray(row, columns), row * columns + row);
  }
  return {
    r: { data: r, rows: rank, columns },
    timesQ: (vector) => {
      const product = new Float64Array(rows);
      product.set(vector);
      for (const reflector of reflectors.toReversed()) reflectVector(product, reflector);
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
function reflectorOf(column: Float64Array, first: number): Reflector {
  const vector = column.slice();
  const length = Math.sqrt(vector.reduce((sum, v) => sum + v * v, 0));
  if (length === 0) return { first, vector, scale: 0 };
  // Away from zero, so that nothing cancels.
  vector[0] = vector[0]! + (vector[0]! < 0 ? -length : length);
  const squared = vector.reduce((sum, v) => sum + v * v, 0);
  return { first, vector, scale: 2 / squared };
}

/** A matrix that is made triangular, in the kernel's memory. */
class ReflectedMatrix {
  readonly #rows: number;
  /** Numbers from row to row, with zeros behind the columns. */
  readonly #stride: number;
  readonly #kernel = new WasmInstance<QrKernel>(QR_KERNEL);
  readonly #numbers: Float64Array;
  /** Behind the matrix: room for a reflector's vector, its scale, and the products. */
  readonly #vectorAt: number;

  constructor({ data, rows, columns }: DoubleMatrix) {
    this.#rows = rows;
    this.#stride = COLUMNS_TOGETHER * Math.ceil(columns / COLUMNS_TOGETHER);
    this.#vectorAt = rows * this.#stride;
    const length = this.#vectorAt + rows + 1 + this.#stride;
    this.#numbers = new Float64Array(this.#kernel.memory(DOUBLE_BYTES * length), 0, length);
    for (let row = 0; row < rows; row++) {
      this.#numbers.set(data.subarray(row * columns, (row + 1) * columns), row * this.#stride);
    }
  }

  row(row: number): Float64Array {
    return this.#numbers.subarray(row * this.#stride, (row + 1) * this.#stride);
  }

  /** Makes zeros below the diagonal of a column, those before it being done. What is there afterwards is of no account. */
  reflect(step: number): Reflector {
    const [numbers, stride, vectorAt] = [this.#numbers, this.#stride, this.#vectorAt];
    const column = Float64Array.from(
      { length: this.#rows - step },
      (_, i) => numbers[(step + i) * stride + step]!,
    );
    const reflector = reflectorOf(column, step);
    if (reflector.scale === 0) return reflector;
    const scaleAt = vectorAt + this.#rows;
    numbers.set(reflector.vector, vectorAt);
    numbers[scaleAt] = reflector.scale;
    const firstColumn = step - (step % COLUMNS_TOGETHER);
    this.#kernel.functions.reflect(
      DOUBLE_BYTES * vectorAt,
      DOUBLE_BYTES * (vectorAt + column.length),
      DOUBLE_BYTES * (step * stride + firstColumn),
      DOUBLE_BYTES * stride,
      DOUBLE_BYTES * (stride - firstColumn),
      DOUBLE_BYTES * scaleAt,
      DOUBLE_BYTES * (scaleAt + 1),
    );
    return reflector;
  }
}

function reflectVector(numbers: Float64Array, { first, vector, scale }: Reflector): void {
  if (scale === 0) return;
  const product = vector.reduce((sum, value, i) => sum + value * numbers[first + i]!, 0);
  vector.forEach((value, i) => {
    numbers[first + i]! -= scale * value * product;
  });
}
