import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import type { IngestFailure } from '../platform/node/index.js';
import { parseInteger } from './option-values.js';
import { printable } from './printable.js';

/** Bad files named in the text; the JSON names all. */
const FAILURES_SHOWN = 20;

/** `--model`, for commands that make a library. */
export function modelOption(): Option {
  return new Option('--model <name|folder>', 'model that the library is made with').default('default');
}

/** `--threads`, for commands that analyse files. */
export function threadsOption(): Option {
  return new Option('--threads <count>', 'files that are analysed at a time')
    .default(availableParallelism(), 'one per core')
    .argParser(parseInteger('--threads', 1, 256));
}

/** Lines that name files which could not be used. */
export function describeFailures(failures: readonly IngestFailure[]): string[] {
  const lines = failures
    .slice(0, FAILURES_SHOWN)
    .map(({ error }) => `  ${error.code}: ${printable(error.message)}`);
  if (failures.length > FAILURES_SHOWN)
    lines.push(`… and ${failures.length - FAILURES_SHOWN} more (--json names all)`);
  return lines;
}

export function failuresToJson(failures: readonly IngestFailure[]): readonly object[] {
  return failures.map(({ path, error }) => ({ path, code: error.code, message: error.message }));
}
