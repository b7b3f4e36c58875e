import type { ColumnAgreement } from './line-correlation.js';

/** Columns with less of the mean energy are silence, which neither speaks for nor against. */
const SILENT_SHARE = 1e-3;

/**
 * Correlation over a window around each column: −1 where the line has left the reference, undefined where both are silent.
 *
 * @param reach - Columns to either side.
 */
export function smoothedCorrelation(agreement: ColumnAgreement, reach: number): (number | undefined)[] {
  const { products, referenceEnergies, candidateEnergies } = agreement;
  const [product, x, y] = [products, referenceEnergies, candidateEnergies].map(runningSums) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const columns = products.length;
  const silentX = (SILENT_SHARE * x[columns]!) / Math.max(1, columns);
  const silentY = (SILENT_SHARE * y[columns]!) / Math.max(1, columns);
  return Array.from({ length: columns }, (_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(columns, i + reach + 1);
    const ex = x[to]! - x[from]!;
    const ey = y[to]! - y[from]!;
    if (agreement.inside[i] === 0) return -1;
    if (ex <= silentX * (to - from) && ey <= silentY * (to - from)) return undefined;
    return ex * ey === 0 ? 0 : (product[to]! - product[from]!) / Math.sqrt(ex * ey);
  });
}

/** Sums of the first 0, 1, … values. */
export function runningSums(values: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}
