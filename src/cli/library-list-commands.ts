import type { Command } from 'commander';
import { openLibrary } from '../platform/node/index.js';
import { ENGLISH_NUMBERS } from '../report/index.js';
import type { LibraryRecording, LibraryStats, LibraryStore } from '../search/index.js';
import { libraryOption } from './library-place.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

interface LibraryFlags {
  readonly library: string;
  readonly json?: true;
}

/** `doppelton library list` */
export function registerLibraryList(library: Command): void {
  library
    .command('list')
    .description('List the recordings of a library, in order of their paths.')
    .addOption(libraryOption())
    .option('--json', 'print each recording as one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library list
  doppelton library list --json | jq -r 'select(.durationSeconds > 600) | .path'`,
    )
    .action((flags: LibraryFlags) =>
      withLibrary(flags.library, async (store) => {
        for await (const recording of store.list()) {
          const line = flags.json === true ? JSON.stringify(recording) : describeRecording(recording);
          if (!process.stdout.write(`${line}\n`)) await drained();
        }
      }),
    );
}

/** `doppelton library stats` */
export function registerLibraryStats(library: Command): void {
  library
    .command('stats')
    .description('Say how large a library is and which model made it.')
    .addOption(libraryOption())
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', '\nExample:\n  doppelton library stats --library /srv/archive')
    .action((flags: LibraryFlags) =>
      withLibrary(flags.library, async (store) => {
        const stats = await store.stats();
        process.stdout.write(
          flags.json === true ? `${JSON.stringify(stats, null, 2)}\n` : `${describeStats(stats)}\n`,
        );
      }),
    );
}

/** Opens a library for as long as the work with it takes. */
export async function withLibrary<T>(place: string, work: (store: LibraryStore) => Promise<T>): Promise<T> {
  const store = await openLibrary(place);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Resolves when standard output takes more. */
function drained(): Promise<unknown> {
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** Digits of an id that tell recordings apart, and that `remove` takes. */
const SHOWN_ID_DIGITS = 16;

/** All on one line: other places of the same bytes behind the first. */
function describeRecording({ id, durationSeconds, paths }: LibraryRecording): string {
  return `${id.slice(0, SHOWN_ID_DIGITS)}  ${ENGLISH_NUMBERS.time(durationSeconds).padStart(9)}  ${paths.map(printable).join('  =  ')}`;
}

function describeStats({
  settings,
  recordings,
  windows,
  durationSeconds,
  storedBytes,
}: LibraryStats): string {
  const { model, embeddingSize, windowSeconds, hopSeconds } = settings;
  const hours = durationSeconds / 3600;
  const perHour = recordings > 0 ? ` (${(storedBytes / 1e6 / hours).toFixed(2)} MB an hour)` : '';
  return formatTable([
    ['recordings', String(recordings)],
    ['length', `${hours.toFixed(2)} hours`],
    ['stored', `${(storedBytes / 1e6).toFixed(1)} MB${perHour}`],
    ['windows', `${windows} of ${windowSeconds} s, every ${hopSeconds} s, ${embeddingSize} numbers each`],
    ['model', `${model.name} ${model.version} (${model.sha256.slice(0, 16)}…)`],
  ]);
}
