import { describe, expect, it } from 'vitest';
import { qrDecomposition, type DoubleMatrix, type QrFactors } from './qr.js';
import { Rng } from './rng.js';

function randomMatrix(rows: number, columns: number, seed: number): DoubleMatrix {
  const rng = new Rng(seed);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => rng.normal()) };
}

/** Q, column by column. */
function qOf(factors: QrFactors, rows: number): DoubleMatrix {
  const columns = factors.r.rows;
  const data = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const unit = new Float64Array(columns);
    unit[column] = 1;
    factors.timesQ(unit).forEach((value, row) => {
      data[row * columns + column] = value;
    });
  }
  return { data, rows, columns };
}

function product(a: DoubleMatrix, b: DoubleMatrix): Float64Array {
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      for (let k = 0; k < a.columns; k++) {
        data[i * b.columns + j]! += a.data[i * a.columns + k]! * b.data[k * b.columns + j]!;
      }
    }
  }
  return data;
}

function transposed(a: DoubleMatrix): DoubleMatrix {
  const data = Float64Array.from(
    a.data,
    (_, i) => a.data[(i % a.rows) * a.columns + Math.floor(i / a.rows)]!,
  );
  return { rows: a.columns, columns: a.rows, data };
}

function greatestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
}

describe('qrDecomposition', () => {
  const shapes = [
    [7, 4],
    [4, 4],
    [3, 6],
    [40, 25],
    [5, 1],
  ] as const;

  it('gives factors whose product is the matrix', () => {
    for (const [rows, columns] of shapes) {
      const matrix = randomMatrix(rows, columns, rows);
      const factors = qrDecomposition(matrix);
      expect(greatestDifference(product(qOf(factors, rows), factors.r), matrix.data)).toBeLessThan(1e-13);
    }
  });

  it('gives orthonormal columns and a triangle', () => {
    for (const [rows, columns] of shapes) {
      const factors = qrDecomposition(randomMatrix(rows, columns, rows));
      const { r } = factors;
      const q = qOf(factors, rows);
      expect(greatestDifference(product(transposed(q), q), identity(q.columns))).toBeLessThan(1e-14);
      for (let row = 0; row < r.rows; row++) {
        expect(Array.from(r.data.subarray(row * r.columns, row * r.columns + row))).toEqual(
          new Array<number>(row).fill(0),
        );
      }
    }
  });

  it('keeps Q orthonormal where columns depend on each other or are zero', () => {
    const data = Float64Array.from({ length: 6 * 3 }, (_, i) => [i + 1, 2 * (i + 1), 0][i % 3]!);
    for (let row = 0; row < 6; row++) data[row * 3 + 1] = 2 * data[row * 3]!;
    const factors = qrDecomposition({ rows: 6, columns: 3, data });
    const q = qOf(factors, 6);
    expect(greatestDifference(product(transposed(q), q), identity(3))).toBeLessThan(1e-14);
    expect(greatestDifference(product(q, factors.r), data)).toBeLessThan(1e-13);
  });

  it('leaves its input as it was', () => {
    const matrix = randomMatrix(5, 3, 1);
    const before = matrix.data.slice();
    qrDecomposition(matrix);
    expect(matrix.data).toEqual(before);
  });
});
