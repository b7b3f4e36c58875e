import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import {
  findRecordings,
  requireWritablePlace,
  searchFiles,
  writeFileAtomically,
  type FileToIngest,
  type SearchFilesOptions,
  type SearchReport,
} from '../platform/node/index.js';
import { EXIT_MATCH, EXIT_NO_MATCH } from './exit-codes.js';
import { nothingFound, someLines } from './library-ingest-text.js';
import { libraryOption } from './library-place.js';
import { parseInteger, parseNumber } from './option-values.js';
import { printable } from './printable.js';
import { createProgress } from './progress.js';
import { ambiguousPexNames, matchesCsv, matchesPex } from './search-rows.js';
import { describeReport, describeSearch } from './search-text.js';

const FORMATS = {
  text: describeSearch,
  json: searchJson,
  csv: ({ searched }) => matchesCsv(searched),
  pex: ({ searched }) => matchesPex(searched),
} as const satisfies Record<string, (report: SearchReport) => string>;

type Format = keyof typeof FORMATS;

interface SearchFlags {
  readonly library: string;
  readonly model?: string;
  readonly calibration?: string;
  readonly top?: number;
  readonly falseAlarms?: number;
  readonly threads: number;
  readonly format: Format;
  readonly json?: true;
  readonly csv?: true;
  readonly out?: string;
}

const MEGABYTE = 1e6;

/** `doppelton search FILE|FOLDER…` */
export function registerSearchCommand(program: Command): void {
  program
    .command('search')
    .description('Find every stretch of recordings that a library holds, altered or not.')
    .argument('<file|folder...>', 'queries: recordings of 4 s or more, and folders of them at any depth')
    .addOption(libraryOption())
    .addOption(
      new Option(
        '--top <count>',
        'recordings that are named for each query at most; all by default',
      ).argParser(parseInteger('--top', 1, 1_000_000)),
    )
    .addOption(
      new Option(
        '--false-alarms <rate>',
        "share of queries that hold nothing of the library and may match all the same; the calibration's own by default",
      ).argParser(parseNumber('--false-alarms', 1e-9, 1)),
    )
    .option('--model <name|folder>', 'model that made the library; by default the one that it names')
    .option('--calibration <file>', "a search.json of your own (evaluate --calibrate) for the model's")
    .addOption(
      new Option('--threads <count>', 'queries that are searched at a time')
        .default(availableParallelism(), 'one per core')
        .argParser(parseInteger('--threads', 1, 256)),
    )
    .addOption(
      new Option('--format <format>', 'pex: the matches file of the public benchmark for audio fingerprints')
        .choices(Object.keys(FORMATS))
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addOption(new Option('--csv', 'the same as --format csv, one line a stretch').implies({ format: 'csv' }))
    .option('--out <file>', 'write what was found there instead of printing it')
    .addHelpText(
      'after',
      `
Examples:
  doppelton search suspect.mp3
  doppelton search ~/recordings --library /srv/archive --json
  doppelton search mix.flac --top 20 --false-alarms 0.00001
  doppelton search queries/ --format pex --out matches.csv

A query may be a collage of parts of several recordings. Each stretch has its own likelihood ratio: how much more probable
the findings are if it is an altered copy of the recording than if it comes from another. What counts as a match is set by
the rate of false alarms of a whole query against the whole library. Files that are no recordings are named at the end.

In every format recordings stand in order of their strongest stretch, and the stretches of each in order of the query's time.

Exit codes: 0 when a query has a match, 1 when none has, 2 on an error, or when none has and a file could not be searched.`,
    )
    .action(async (names: string[], flags: SearchFlags) => {
      requireOneFormat(flags);
      const report = await search(names, flags);
      const text = FORMATS[flags.format](report);
      if (flags.out === undefined) process.stdout.write(text);
      else {
        await writeFileAtomically(flags.out, text);
        process.stdout.write(describeReport(report));
      }
      if (flags.out === undefined && flags.format !== 'text') nameFailures(report);
      if (flags.format === 'pex') warnOfAmbiguousNames(report);
      process.exitCode = exitCodeOf(report);
    });
}

/** What --json and --csv imply does not show beside another format. */
function requireOneFormat({ format, json, csv }: SearchFlags): void {
  const isOne = (json !== true || format === 'json') && (csv !== true || format === 'csv');
  if (!isOne) throw new DoppeltonError('USAGE', '--json, --csv and --format exclude one another');
}

async function search(names: readonly string[], flags: SearchFlags): Promise<SearchReport> {
  if (flags.out !== undefined) await requireWritablePlace(flags.out);
  const { files, failures } = await findRecordings(names);
  if (files.length + failures.length === 0) {
    throw nothingFound(names);
  }
  if (files.length === 0) return { searched: [], failures };
  const report = await searchWithProgress(files, flags);
  return { ...report, failures: [...failures, ...report.failures] };
}

async function searchWithProgress(files: readonly FileToIngest[], flags: SearchFlags): Promise<SearchReport> {
  const { library, model, calibration, top, falseAlarms, threads } = flags;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE;
  const progress = createProgress({ label: 'searching', total, unit: 'MB' });
  let done = 0;
  const options: SearchFilesOptions = {
    library,
    ...(model !== undefined && { model }),
    ...(calibration !== undefined && { calibration }),
    options: {
      ...(top !== undefined && { top }),
      ...(falseAlarms !== undefined && { falseAlarmRatePerQuery: falseAlarms }),
    },
    threads: Math.min(threads, files.length),
    onFile: ({ bytes }) => {
      done++;
      progress.advance(bytes / MEGABYTE, `${done} of ${files.length} queries`);
    },
  };
  try {
    return await searchFiles(files, options);
  } finally {
    progress.done();
  }
}

/** What programs read names matches alone; a person is told of the rest. */
function nameFailures({ failures }: SearchReport): void {
  for (const { error } of failures)
    process.stderr.write(`error ${error.code}: ${printable(error.message)}\n`);
}

/** The public benchmark's format names files without folder and extension. */
function warnOfAmbiguousNames({ searched }: SearchReport): void {
  const names = ambiguousPexNames(searched);
  if (names.length === 0) return;
  const lines = [
    'warning: this format names files without folder and extension, and cannot tell these apart:',
    ...someLines(names, ({ name, paths }) => `${printable(name)}: ${paths.map(printable).join(', ')}`),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

function exitCodeOf({ searched, failures }: SearchReport): number {
  if (searched.some(({ matches }) => matches.length > 0)) return EXIT_MATCH;
  return failures.length > 0 ? 2 : EXIT_NO_MATCH;
}

function searchJson({ searched, failures }: SearchReport): string {
  const failed = failures.map(({ path, error }) => ({ path, code: error.code, message: error.message }));
  return `${JSON.stringify({ queries: searched, failures: failed }, null, 2)}\n`;
}
