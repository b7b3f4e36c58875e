import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  DEBIAN_TIERS,
  SPLITS,
  splitByGroup,
  type Corpus,
  type DebianTier,
  type Recording,
  type SkippedRecording,
  type Split,
} from '../corpus/index.js';
import { DoppeltonError } from '../errors/index.js';
import {
  fetchDebianCorpus,
  formatSplitFile,
  readCorpus,
  SPLIT_FILE,
  writeFileAtomically,
} from '../platform/node/index.js';
import { registerCorpusShared } from './corpus-shared-command.js';
import { parseInteger } from './option-values.js';
import { printable } from './printable.js';
import { createProgress } from './progress.js';
import { formatTable } from './table.js';

/** `doppelton corpus fetch|list|split|shared` */
export function registerCorpusCommand(program: Command): void {
  const corpus = program
    .command('corpus')
    .description('Fetch, list and split collections of recordings.')
    .addHelpText(
      'after',
      `
Examples:
  doppelton corpus fetch debian --out corpus/debian
  doppelton corpus list corpus/debian
  doppelton corpus split music`,
    );
  registerFetch(corpus);
  registerList(corpus);
  registerSplit(corpus);
  registerCorpusShared(corpus);
}

interface FetchFlags {
  readonly out: string;
  readonly split: readonly Split[];
  readonly tiers: readonly DebianTier[];
}

function registerFetch(corpus: Command): void {
  corpus
    .command('fetch')
    .description(
      'Download a free corpus: the soundtracks of games in Debian (686 recordings, 33 hours, 2.3 GB).',
    )
    .command('debian')
    .description('Fetch recordings of Debian’s archive with apt, each checked by its SHA-256.')
    .requiredOption('--out <folder>', 'where to put them; files that are there already are kept')
    .addOption(
      new Option('--split <names>', 'splits to fetch, separated by commas')
        .default(SPLITS, SPLITS.join(','))
        .argParser(parseNames('--split', SPLITS)),
    )
    .addOption(
      new Option('--tiers <names>', 'core: the richest packages; more: the small ones')
        .default(DEBIAN_TIERS, DEBIAN_TIERS.join(','))
        .argParser(parseNames('--tiers', DEBIAN_TIERS)),
    )
    .addHelpText(
      'after',
      `
Examples:
  doppelton corpus fetch debian --out corpus/debian
  doppelton corpus fetch debian --out corpus/debian --split val,test

Needs apt-get (with package lists: apt-get update), dpkg-deb and tar. A fetch that was stopped goes on where it stood.`,
    )
    .action(fetchDebian);
}

async function fetchDebian({ out, split, tiers }: FetchFlags): Promise<void> {
  const progress = createProgress({ label: 'fetching', total: 0, unit: 'packages' });
  const result = await fetchDebianCorpus(out, {
    splits: split,
    tiers,
    onPackage: (_done, total, name) => {
      progress.advance(1, `of ${total}, ${name}`);
    },
  }).finally(() => {
    progress.done();
  });
  process.stdout.write(`${result.present} recordings were there, ${result.fetched} were fetched.\n`);
  if (result.failed.length === 0) return;
  for (const failure of result.failed) process.stderr.write(`${failure.package}: ${failure.message}\n`);
  throw new DoppeltonError('DOWNLOAD_FAILED', `${result.failed.length} packages could not be fetched whole.`);
}

interface ListFlags {
  readonly json?: true;
  readonly verify?: true;
}

function registerList(corpus: Command): void {
  corpus
    .command('list')
    .description('Say what a folder holds as a corpus, and which files cannot be used, and why.')
    .argument('<folder>', 'any folder of audio, a download of FMA, or a folder made by `corpus fetch`')
    .option('--json', 'print every recording as JSON')
    .option('--verify', 'read every file whole and check its SHA-256')
    .addHelpText(
      'after',
      '\nExamples:\n  doppelton corpus list corpus/debian\n  doppelton corpus list fma --json',
    )
    .action(async (folder: string, flags: ListFlags) => {
      const found = await readWithProgress(folder, flags.verify === true);
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(found, null, 2)}\n` : describeCorpus(found),
      );
    });
}

async function readWithProgress(folder: string, verify: boolean): Promise<Corpus> {
  const progress = createProgress({ label: 'reading', total: 0, unit: 'files' });
  try {
    return await readCorpus(folder, {
      hash: verify ? 'all' : 'duplicates',
      onHash: ({ id }) => {
        progress.advance(1, printable(id));
      },
    });
  } finally {
    progress.done();
  }
}

function describeCorpus({ name, recordings, skipped }: Corpus): string {
  const rows = [['split', 'recordings', 'groups', 'hours'], ...summaryRows(recordings)];
  const lines = [
    `${name}: ${recordings.length} recordings, ${skipped.length} skipped`,
    formatTable(rows, [1, 2, 3]),
  ];
  lines.push(...describeSkipped(skipped));
  return `${lines.join('\n')}\n`;
}

function summaryRows(recordings: readonly Recording[]): string[][] {
  return [...SPLITS, undefined].flatMap((split) => {
    const members = recordings.filter((recording) => recording.split === split);
    if (members.length === 0) return [];
    const groups = new Set(members.map(({ group }) => group)).size;
    // Hours are told only where every recording's length is known without decoding.
    const hours = members.reduce((sum, { durationSeconds = NaN }) => sum + durationSeconds / 3600, 0);
    return [
      [split ?? '(none)', String(members.length), String(groups), isNaN(hours) ? '–' : hours.toFixed(2)],
    ];
  });
}

/** Files named for each reason; a download of FMA can lack tens of thousands. */
const SKIPPED_SHOWN = 20;

function describeSkipped(skipped: readonly SkippedRecording[]): string[] {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return reasons.flatMap((reason) => {
    const files = skipped.filter((entry) => entry.reason === reason);
    const shown = files
      .slice(0, SKIPPED_SHOWN)
      .map(({ path, message }) => `  ${printable(path)}: ${printable(message)}`);
    const rest = files.length - shown.length;
    if (rest > 0) shown.push(`  … and ${rest} more; --json lists them all`);
    return [`skipped, ${reason}: ${files.length}`, ...shown];
  });
}

interface SplitFlags {
  readonly out?: string;
  readonly seed: number;
}

function registerSplit(corpus: Command): void {
  corpus
    .command('split')
    .description('Divide a corpus into train, val and test (8 : 1 : 1), never tearing apart a group.')
    .argument('<folder>', 'corpus; splits that its publisher has given are kept')
    .option(
      '--out <file>',
      'where to write the list (CSV: id, split, group); splits.csv in the folder by default',
    )
    .option('--seed <number>', 'another seed gives another split', parseInteger('--seed', 0, 2 ** 32 - 1), 0)
    .addHelpText(
      'after',
      '\nExample:\n  doppelton corpus split music\n\nThe list in the folder is read with the corpus from then on; change it as you like.',
    )
    .action(async (folder: string, { out, seed }: SplitFlags) => {
      const { recordings, skipped } = await readWithProgress(folder, false);
      if (recordings.length === 0)
        throw new DoppeltonError('CORPUS_EMPTY', `${folder}: no usable recording.`);
      const split = splitByGroup(recordings, { seed });
      await writeFileAtomically(out ?? join(folder, SPLIT_FILE), formatSplitFile(split));
      const counts = SPLITS.map(
        (name) => `${split.filter((recording) => recording.split === name).length} ${name}`,
      );
      process.stdout.write(`${counts.join(', ')}; ${skipped.length} files skipped.\n`);
    });
}

function parseNames<T extends string>(option: string, allowed: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(',').map((name) => {
      const known = allowed.find((candidate) => candidate === name.trim());
      if (known === undefined) {
        throw new InvalidArgumentError(`${option} takes ${allowed.join(', ')}, separated by commas.`);
      }
      return known;
    });
}
