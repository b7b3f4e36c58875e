import type { Command } from 'commander';
import {
  libraryName,
  rebuildLibrary,
  rebuildName,
  type FileToIngest,
  type RebuildReport,
} from '../platform/node/index.js';
import {
  describeFailures,
  failuresToJson,
  modelOption,
  requireSearchable,
  threadsOption,
  uncalibratedOption,
} from './library-ingest-text.js';
import { libraryOption } from './library-place.js';
import { createProgress, type Progress } from './progress.js';

interface RebuildFlags {
  readonly library: string;
  readonly model: string;
  readonly threads: number;
  readonly uncalibrated?: true;
  readonly withoutMissing?: true;
  readonly json?: true;
}

const MEGABYTE = 1e6;

/** `doppelton library rebuild` */
export function registerLibraryRebuild(library: Command): void {
  library
    .command('rebuild')
    .description('Build a library anew from its files: with another model, or after damage.')
    .addOption(libraryOption())
    .addOption(modelOption())
    .addOption(uncalibratedOption())
    .addOption(threadsOption())
    .option('--without-missing', 'replace the old library although files have gone or cannot be read')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library rebuild --model runs/mine/model
  doppelton library rebuild --library /srv/archive --without-missing

The new library is made beside the old one, which is left as it is, and takes its place once it is whole. What was
stopped is gone on with by the same command. Where files have gone, they are named and the old library stays in its
place; bring them back and run it again, or say --without-missing.

Exit codes: 0 when the library was replaced, 1 when it was kept because files are missing, 2 error.`,
    )
    .action(async (flags: RebuildFlags) => {
      await requireSearchable(flags.model, flags.uncalibrated);
      const report = await rebuild(flags);
      process.stdout.write(flags.json === true ? toJson(report) : describeReport(report, flags.library));
      if (!report.isReplaced) process.exitCode = 1;
    });
}

async function rebuild({ library, model, threads, withoutMissing }: RebuildFlags): Promise<RebuildReport> {
  let progress: Progress | undefined;
  try {
    return await rebuildLibrary(library, {
      model,
      threads,
      withoutMissing: withoutMissing === true,
      onFiles: (files) => {
        progress?.done();
        progress = createProgress({ label: 'rebuilding', total: megabytes(files), unit: 'MB' });
      },
      onFile: (file) => progress?.advance(megabytes([file])),
    });
  } finally {
    progress?.done();
  }
}

function megabytes(files: readonly FileToIngest[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE;
}

function describeReport({ added, present, failures, isReplaced }: RebuildReport, place: string): string {
  const outcome = isReplaced
    ? `${libraryName(place)} was replaced`
    : `${libraryName(place)} was kept as it is; ${rebuildName(place)} lacks the files below`;
  const counts = `${added} recordings built anew, ${present} were so already, ${failures.length} could not be used`;
  return `${[outcome, counts, ...describeFailures(failures)].join('\n')}\n`;
}

function toJson({ failures, ...report }: RebuildReport): string {
  return `${JSON.stringify({ ...report, failures: failuresToJson(failures) }, null, 2)}\n`;
}
