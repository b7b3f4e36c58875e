/**
 * Columns of text, two spaces apart, each as wide as its widest cell.
 *
 * @param rows - Cells by row; rows may differ in length.
 * @param alignRight - Columns whose cells are numbers.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  alignRight: readonly number[] = [],
): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (alignRight.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
