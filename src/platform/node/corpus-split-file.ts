import type { Recording, Split } from '../../corpus/index.js';

/**
 * Splits as comma-separated text: header `id,split,group`, then one line a recording, fields quoted where they hold
 * a comma, a quote or a line break (RFC 4180).
 */
export function formatSplitFile(recordings: readonly (Recording & { readonly split: Split })[]): string {
  const rows = recordings.map(({ id, split, group }) => [id, split, group].map(quoteField).join(','));
  return `${['id,split,group', ...rows].join('\r\n')}\r\n`;
}

function quoteField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
