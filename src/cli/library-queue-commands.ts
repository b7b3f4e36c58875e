import { Option, type Command } from 'commander';
import {
  findRecordings,
  isLibraryThere,
  openLibraryOfModel,
  withQueue,
  workQueue,
  type IngestFailure,
  type IngestReport,
  type QueueFailure,
  type QueueStatus,
} from '../platform/node/index.js';
import {
  describeFailures,
  failuresToJson,
  modelOption,
  nothingFound,
  requireSearchable,
  threadsOption,
  uncalibratedOption,
} from './library-ingest-text.js';
import { libraryOption } from './library-place.js';
import { parseInteger } from './option-values.js';
import { createProgress } from './progress.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

interface QueueFlags {
  readonly library: string;
  readonly model: string;
  readonly uncalibrated?: true;
  readonly json?: true;
}

interface WorkFlags extends Omit<QueueFlags, 'uncalibrated'> {
  readonly threads: number;
  readonly lease: number;
}

/** `doppelton library queue [FILE|FOLDER…]` */
export function registerLibraryQueue(library: Command): void {
  library
    .command('queue')
    .description('Have files put into a library by several workers, or say how far they have come.')
    .argument('[file|folder...]', 'recordings, and folders of them at any depth; none to look only')
    .addOption(libraryOption())
    .addOption(modelOption())
    .addOption(uncalibratedOption())
    .option('--json', 'print the state of the queue as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library queue /mnt/archive --library postgres://me@db/archive
  doppelton library work --library postgres://me@db/archive     # on as many machines as you like
  doppelton library queue --library postgres://me@db/archive    # how far they have come

The queue is in the library's database; a library in a folder has none. Workers open the files by the paths that are
printed here, so what holds them must be mounted at the same place everywhere. Files that failed wait again when they
are put in again.

Exit codes: 0 done, 2 error.`,
    )
    .action(async (names: string[], flags: QueueFlags) => {
      const failures = names.length === 0 ? [] : await put(names, flags);
      await withQueue(flags.library, async (queue) => {
        const [status, failed] = [await queue.status(), await queue.failures()];
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify({ ...status, failures: failed, unreadable: failuresToJson(failures) }, null, 2)}\n`
            : `${describeQueue(status, failed)}\n${describeFailures(failures)
                .map((line) => `${line}\n`)
                .join('')}`,
        );
      });
    });
}

/** @returns What could not even be found. */
async function put(
  names: readonly string[],
  { library, model, uncalibrated }: QueueFlags,
): Promise<readonly IngestFailure[]> {
  const { files, failures } = await findRecordings(names);
  if (files.length === 0) {
    throw nothingFound(names);
  }
  if (!(await isLibraryThere(library))) await requireSearchable(model, uncalibrated);
  await (await openLibraryOfModel(library, model)).close();
  await withQueue(library, (queue) => queue.put(files));
  return failures;
}

/** `doppelton library work` */
export function registerLibraryWork(library: Command): void {
  library
    .command('work')
    .description('Put into a library what its queue holds, beside other workers, until nothing is left.')
    .addOption(libraryOption())
    .addOption(modelOption())
    .addOption(threadsOption())
    .addOption(
      new Option('--lease <seconds>', 'time after which others take what a worker that died had taken')
        .default(120)
        .argParser(parseInteger('--lease', 1, 86_400)),
    )
    .option('--json', 'print what this worker did as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library work --library postgres://me@db/archive
  DOPPELTON_LIBRARY=postgres://me@db/archive doppelton library work --threads 8

A worker may be stopped or killed at any time: what it had taken is taken by another when its lease has run out.

Exit codes: 0 when nothing is left to do, 2 error.`,
    )
    .action(async (flags: WorkFlags) => {
      const report = await work(flags);
      process.stdout.write(flags.json === true ? toJson(report) : describeWork(report));
    });
}

async function work({ library, model, threads, lease }: WorkFlags): Promise<IngestReport> {
  return withQueue(library, async (queue) => {
    const store = await openLibraryOfModel(library, model);
    const { waiting, leased } = await queue.status();
    const progress = createProgress({ label: 'working', total: waiting + leased, unit: 'files' });
    try {
      return await workQueue(store, queue, {
        model,
        threads,
        leaseSeconds: lease,
        onFile: () => {
          progress.advance(1);
        },
      });
    } finally {
      progress.done();
      await store.close();
    }
  });
}

function describeQueue(
  { waiting, leased, done, failed }: QueueStatus,
  failures: readonly QueueFailure[],
): string {
  const lines = failures.slice(0, 20).map(({ code, message }) => `  ${code}: ${printable(message)}`);
  if (failures.length > lines.length)
    lines.push(`… and ${failures.length - lines.length} more (--json names all)`);
  const counts = formatTable(
    [
      ['waiting', String(waiting)],
      ['in work', String(leased)],
      ['done', String(done)],
      ['failed', String(failed)],
    ],
    [1],
  );
  return [counts, ...lines].join('\n');
}

function describeWork({ added, present, failures, durationSeconds }: IngestReport): string {
  const hours = (durationSeconds / 3600).toFixed(2);
  const counts = `${added} recordings added by this worker (${hours} hours), ${present} were there already, ${failures.length} could not be used`;
  return `${[counts, ...describeFailures(failures)].join('\n')}\n`;
}

function toJson({ failures, ...counts }: IngestReport): string {
  return `${JSON.stringify({ ...counts, failures: failuresToJson(failures) }, null, 2)}\n`;
}
