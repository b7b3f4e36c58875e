import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import { requireSearchableModel, type IngestedCopy, type IngestFailure } from '../platform/node/index.js';
import { parseInteger } from './option-values.js';
import { printable } from './printable.js';

/** Files named in the text; the JSON names all. */
const FILES_SHOWN = 20;

/** `--model`, for commands that make a library. */
export function modelOption(): Option {
  return new Option('--model <name|folder>', 'model that the library is made with').default('default');
}

/** `--uncalibrated`, for commands that make a library. */
export function uncalibratedOption(): Option {
  return new Option(
    '--uncalibrated',
    'make the library also with a model that has no calibration for searches, to be searched with a --calibration of your own',
  );
}

/**
 * Refuses to make a library that no command could search, before the work.
 *
 * @throws DoppeltonError `MODEL_NOT_CALIBRATED`.
 */
export async function requireSearchable(model: string, uncalibrated?: true): Promise<void> {
  if (uncalibrated === true) return;
  try {
    await requireSearchableModel(model);
  } catch (error) {
    if (!(error instanceof DoppeltonError) || error.code !== 'MODEL_NOT_CALIBRATED') throw error;
    const { code, message } = error;
    throw new DoppeltonError(
      code,
      `${message}; --uncalibrated makes the library all the same, to be searched with a --calibration of your own`,
      error,
    );
  }
}

/** `--threads`, for commands that analyse files. */
export function threadsOption(): Option {
  return new Option('--threads <count>', 'files that are analysed at a time')
    .default(availableParallelism(), 'one per core')
    .argParser(parseInteger('--threads', 1, 256));
}

/** Says that names on the command line stand for no file at all. */
export function nothingFound(names: readonly string[]): DoppeltonError {
  return new DoppeltonError(
    'RECORDINGS_NOT_FOUND',
    `${names.map(printable).join(', ')}: no recording was found there`,
  );
}

/** Lines that name files which could not be used. */
export function describeFailures(failures: readonly IngestFailure[]): string[] {
  return someLines(failures, ({ error }) => `${error.code}: ${printable(error.message)}`);
}

/** Lines that name files of the same bytes as others. */
export function describeCopies(copies: readonly IngestedCopy[]): string[] {
  return someLines(copies, ({ path, sameAs }) => `${printable(path)}: same content as ${printable(sameAs)}`);
}

/** A line for each of the first items, and how many more there are. */
export function someLines<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - FILES_SHOWN;
  const lines = items.slice(0, FILES_SHOWN).map((item) => `  ${line(item)}`);
  return more > 0 ? [...lines, `  … and ${more} more (--json names all)`] : lines;
}

export function failuresToJson(failures: readonly IngestFailure[]): readonly object[] {
  return failures.map(({ path, error }) => ({ path, code: error.code, message: error.message }));
}
