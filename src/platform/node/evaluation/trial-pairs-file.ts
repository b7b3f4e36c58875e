import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { DoppeltonError } from '../../../errors/index.js';
import type { RecordingPair } from '../../../evaluation/index.js';
import { readingError, requireReadableFile } from '../files/file-access.js';

/** A row of a list of pairs. Paths as the list writes them and as they are opened. */
export interface ListedPair extends RecordingPair {
  readonly referencePath: string;
  readonly candidatePath: string;
  /** The other columns by name, empty fields left out. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Reads a list of pairs: CSV with a header line, columns `reference`, `candidate` (paths, relative to the list's own
 * folder) and `label` (1: the candidate is an altered copy of the reference, 0: it is not), in any order; every other
 * column is a tag.
 *
 * @throws DoppeltonError `TRIALS_INVALID` naming the line, `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_UNREADABLE` about the
 *   list or a recording that it names.
 */
export async function readPairList(path: string): Promise<ListedPair[]> {
  await requireReadableFile(path);
  const rows = parseRows(path, await readText(path));
  const folder = dirname(path);
  const pairs = rows.map((row, i) => toPair(row, folder, `${path}, line ${i + 2}`));
  for (const file of new Set(pairs.flatMap((pair) => [pair.referencePath, pair.candidatePath]))) {
    await requireReadableFile(file);
  }
  if (!pairs.some(({ label }) => label === 1) || !pairs.some(({ label }) => label === 0)) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      `${path} has no row with label ${pairs.some(({ label }) => label === 1) ? 0 : 1}`,
    );
  }
  return pairs;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw readingError(path, cause);
  }
}

function parseRows(path: string, text: string): Record<string, string>[] {
  try {
    const header = (names: string[]) => {
      for (const name of ['reference', 'candidate', 'label']) {
        if (!names.includes(name))
          throw new DoppeltonError('TRIALS_INVALID', `${path} has no column ${name}`);
      }
      if (new Set(names).size < names.length) {
        throw new DoppeltonError('TRIALS_INVALID', `${path} has two columns of one name`);
      }
      return names;
    };
    return parse<Record<string, string>>(text, {
      bom: true,
      columns: header,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (error instanceof CsvError)
      throw new DoppeltonError('TRIALS_INVALID', `${path}: ${error.message}`, error);
    throw error;
  }
}

function toPair(row: Readonly<Record<string, string>>, folder: string, where: string): ListedPair {
  const { reference = '', candidate = '', label = '', ...tags } = row;
  if (reference === '' || candidate === '') {
    throw new DoppeltonError('TRIALS_INVALID', `${where}: reference or candidate is empty`);
  }
  if (label !== '0' && label !== '1') {
    throw new DoppeltonError('TRIALS_INVALID', `${where}: label is "${label}", expected 1 or 0`);
  }
  return {
    reference,
    candidate,
    label: label === '1' ? 1 : 0,
    referencePath: resolve(folder, reference),
    candidatePath: resolve(folder, candidate),
    tags: Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== '')),
  };
}
