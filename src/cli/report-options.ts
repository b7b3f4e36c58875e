import { extname } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import { LANGUAGES, type Language } from '../verification/index.js';
import { requireOutputPlace } from './output-place.js';

/** What the command line says of the report. */
export interface ReportFlags {
  readonly report?: readonly string[];
  readonly language?: Language;
  readonly date?: string;
  readonly case?: string;
  readonly examiner?: string;
}

/** What a report's name may end with. */
const REPORT_FORMATS = ['.html', '.pdf'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Adds the options of a report to a command. */
export function addReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--report <file>',
        "write an examiner's report, as .html or .pdf; may be given several times",
      ).argParser(parseReportFile),
    )
    .addOption(new Option('--language <code>', 'of the report; en unless given').choices(LANGUAGES))
    .addOption(
      new Option('--date <YYYY-MM-DD>', 'of the report; a line to fill in unless given').argParser(parseDate),
    )
    .option('--case <text>', 'what the report is filed under')
    .option('--examiner <text>', 'who signs the report');
}

function parseReportFile(path: string, earlier: readonly string[] | undefined): string[] {
  if (reportFormat(path) === undefined) {
    throw new InvalidArgumentError(
      `A report is written as ${REPORT_FORMATS.join(' or ')}; the name must end so.`,
    );
  }
  return [...(earlier ?? []), path];
}

/** How a report of that name is written. */
export function reportFormat(path: string): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format === extname(path).toLowerCase());
}

function parseDate(text: string): string {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  // An impossible day, such as 31 June, is another day when written again.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('--date takes a day of the calendar as YYYY-MM-DD.');
  }
  return text;
}

/**
 * Refuses, before the work, what could not be written after it.
 *
 * @param recordings - Files that no report may replace.
 * @throws DoppeltonError `USAGE`, `FILE_UNWRITABLE`.
 */
export async function requireReportable(flags: ReportFlags, recordings: readonly string[]): Promise<void> {
  const { report: paths = [], ...details } = flags;
  const idle = (['language', 'date', 'case', 'examiner'] as const).find(
    (name) => details[name] !== undefined,
  );
  if (paths.length === 0 && idle !== undefined) {
    throw new DoppeltonError('USAGE', `--${idle} is said of a report; name a file for it with --report`);
  }
  for (const path of paths) await requireOutputPlace(path, recordings);
}
