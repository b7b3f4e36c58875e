import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { SPLITS, type Recording, type Split } from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { csvField } from '../files/csv.js';
import { readingError, systemErrorCode } from '../files/file-access.js';

/** Name of the list that a corpus' own splits are read from, in its root folder. */
export const SPLIT_FILE = 'splits.csv';

/**
 * Splits as comma-separated text: header `id,split,group`, then one line a recording, fields quoted where they hold
 * a comma, a quote or a line break (RFC 4180).
 */
export function formatSplitFile(recordings: readonly (Recording & { readonly split: Split })[]): string {
  const rows = recordings.map(({ id, split, group }) => [id, split, group].map(csvField).join(','));
  return `${['id,split,group', ...rows].join('\r\n')}\r\n`;
}

/**
 * The splits that a corpus' owner has set: `splits.csv` in its root, as {@link formatSplitFile} writes it or with any
 * columns of which two are `id` and `split`.
 *
 * @returns Splits by recording id; empty when there is no such file.
 * @throws DoppeltonError `CORPUS_MALFORMED` naming the line, `FILE_UNREADABLE`.
 */
export async function readSplitFile(root: string): Promise<ReadonlyMap<string, Split>> {
  const path = join(root, SPLIT_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return new Map();
    throw readingError(path, error);
  }
  return new Map(
    parseRows(path, text).map((row, i) => {
      const { id, split } = row;
      const known = SPLITS.find((name) => name === split);
      if (id === undefined || known === undefined) {
        const expected = `an id and a split (${SPLITS.join(', ')})`;
        throw new DoppeltonError('CORPUS_MALFORMED', `${path}, record ${i + 1} does not have ${expected}`);
      }
      return [id, known];
    }),
  );
}

function parseRows(path: string, text: string): Partial<Record<'id' | 'split', string>>[] {
  try {
    return parse(text, { bom: true, columns: true, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError)
      throw new DoppeltonError('CORPUS_MALFORMED', `${path}: ${error.message}`, error);
    throw error;
  }
}
