import type { Command } from 'commander';
import {
  findRecordings,
  ingestFiles,
  isLibraryThere,
  joinReports,
  openLibraryOfModel,
  tellingWhatIsKept,
  type FileToIngest,
  type IngestReport,
} from '../platform/node/index.js';
import type { LibraryStore } from '../search/index.js';
import {
  describeCopies,
  describeFailures,
  failuresToJson,
  modelOption,
  nothingFound,
  requireSearchable,
  threadsOption,
  uncalibratedOption,
} from './library-ingest-text.js';
import { libraryOption } from './library-place.js';
import { createProgress } from './progress.js';

interface AddFlags {
  readonly library: string;
  readonly model: string;
  readonly threads: number;
  readonly uncalibrated?: true;
  readonly json?: true;
}

const MEGABYTE = 1e6;

/** `doppelton library add FILE|FOLDER…` */
export function registerLibraryAdd(library: Command): void {
  library
    .command('add')
    .description('Put recordings into a library, which is made where there is none.')
    .argument('<file|folder...>', 'recordings, and folders of them at any depth')
    .addOption(libraryOption())
    .addOption(modelOption())
    .addOption(uncalibratedOption())
    .addOption(threadsOption())
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library add ~/Music
  doppelton library add *.flac --library /srv/archive --json

A file that the library holds already, by its bytes, is passed over without decoding; so a run that was stopped is
gone on with by the same command. One that lies at another place than the library knew is named, and the place is kept
with the recording. Files that are no recordings are named at the end and stop nothing.

Exit codes: 0 when at least one recording was added or was there, 2 when there was none, or an error.`,
    )
    .action(async (names: string[], flags: AddFlags) => {
      const report = await add(names, flags);
      process.stdout.write(flags.json === true ? toJson(report) : describeReport(report));
      if (report.added + report.present === 0) process.exitCode = 2;
    });
}

async function add(names: readonly string[], flags: AddFlags): Promise<IngestReport> {
  const { files, failures } = await findRecordings(names);
  if (files.length + failures.length === 0) {
    throw nothingFound(names);
  }
  if (files.length === 0) return { ...joinReports([]), failures };
  if (!(await isLibraryThere(flags.library))) await requireSearchable(flags.model, flags.uncalibrated);
  const store = await openLibraryOfModel(flags.library, flags.model);
  try {
    const report = await ingestWithProgress(store, files, flags);
    await tellingWhatIsKept(
      () => report.added,
      () => store.optimise(),
    );
    return { ...report, failures: [...failures, ...report.failures] };
  } finally {
    await store.close();
  }
}

async function ingestWithProgress(
  store: LibraryStore,
  files: readonly FileToIngest[],
  { model, threads }: AddFlags,
): Promise<IngestReport> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE;
  const progress = createProgress({ label: 'adding', total, unit: 'MB' });
  let done = 0;
  try {
    return await ingestFiles(store, files, {
      model,
      threads: Math.min(threads, files.length),
      onFile: ({ bytes }) => {
        done++;
        progress.advance(bytes / MEGABYTE, `${done} of ${files.length} files`);
      },
    });
  } finally {
    progress.done();
  }
}

function describeReport({ added, present, copies, failures, durationSeconds }: IngestReport): string {
  const hours = (durationSeconds / 3600).toFixed(2);
  const lines = [
    `${added} recordings added (${hours} hours), ${present} were there already, ${failures.length} could not be used`,
    ...describeCopies(copies),
    ...describeFailures(failures),
  ];
  return `${lines.join('\n')}\n`;
}

function toJson({ failures, ...counts }: IngestReport): string {
  return `${JSON.stringify({ ...counts, failures: failuresToJson(failures) }, null, 2)}\n`;
}
