type CsvRow = Readonly<Record<string, string | number>>;

/**
 * A table as CSV (RFC 4180): a header line, then one line a row, in the header's order.
 *
 * @param names - Columns; by default all that the rows have, which of no rows is none.
 */
export function* csvLines(
  rows: readonly CsvRow[],
  names: readonly string[] = [...new Set(rows.flatMap((row) => Object.keys(row)))],
): Generator<string> {
  yield `${names.map(csvField).join(',')}\n`;
  for (const row of rows) yield `${names.map((name) => csvField(row[name] ?? '')).join(',')}\n`;
}

/** A field, quoted where it holds a comma, a quote or a line break. */
export function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
