import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { libraryIdentity, shippedPath } from '../platform/node/index.js';
import { DEFAULT_LIMITS, startService, type RunningService } from '../server/index.js';
import { atFirstEndSignal } from './end-signal.js';
import { requirePlace, userDataFolder } from './library-place.js';
import { parseInteger } from './option-values.js';

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly model: string;
  readonly keys?: string;
  readonly data?: string;
  readonly library?: string;
  readonly maxKept: number;
  readonly processes: number;
  readonly maxFileSize: number;
  readonly maxDuration: number;
  readonly maxQueue: number;
  readonly rate: number;
  readonly jobTime: number;
  readonly jobMemory: number;
  readonly keep: number;
  readonly grace: number;
}

/** Of the hash that a library's folder of data is called by. */
const DIGEST_DIGITS = 12;

/** `doppelton serve` */
export function registerServeCommand(program: Command): void {
  const whole = (flag: string, what: string, fallback: number, min: number, max: number) =>
    new Option(flag, what).argParser(parseInteger(flag.split(' ')[0]!, min, max)).default(fallback);
  program
    .command('serve')
    .description('Serve the page and the API, on this machine alone unless there are API keys.')
    .option('--host <address>', 'address to listen at; another than this machine needs --keys', '127.0.0.1')
    .addOption(whole('--port <number>', 'port to listen at; 0 takes a free one', 8080, 0, 65_535))
    .option('--model <name|folder>', 'model to compare with', 'default')
    .option('--keys <file>', 'hashed API keys (doppelton keys new); every request must carry one')
    .option('--data <folder>', 'where jobs are kept over a restart; else they end with the service')
    .addOption(
      new Option(
        '--library <folder|url>',
        'library to search, list and add to; made where there is none',
      ).argParser(requirePlace),
    )
    .addOption(
      whole(
        '--processes <number>',
        'jobs at once, each in a process; one that finds duplicates may run beside them',
        availableParallelism(),
        1,
        256,
      ),
    )
    .addOption(
      whole('--max-file-size <MB>', 'of one uploaded file', DEFAULT_LIMITS.fileMegabytes, 1, 1_000_000),
    )
    .addOption(
      whole('--max-duration <seconds>', 'of one recording', DEFAULT_LIMITS.soundSeconds, 1, 1_000_000),
    )
    .addOption(
      whole(
        '--max-kept <MB>',
        'of uploaded recordings with the library',
        DEFAULT_LIMITS.keptMegabytes,
        0,
        1e9,
      ),
    )
    .addOption(whole('--max-queue <jobs>', 'that may wait', DEFAULT_LIMITS.queuedJobs, 1, 1_000_000))
    .addOption(
      whole('--rate <requests>', 'that a client may send a minute', DEFAULT_LIMITS.requestsPerMinute, 1, 1e9),
    )
    .addOption(whole('--job-time <seconds>', 'that a job may take', DEFAULT_LIMITS.jobSeconds, 1, 1_000_000))
    .addOption(
      whole(
        '--job-memory <MB>',
        "that a job's process may hold",
        DEFAULT_LIMITS.jobMegabytes,
        512,
        1_000_000,
      ),
    )
    .addOption(whole('--keep <seconds>', 'for which results can be fetched', 3600, 1, 100_000_000))
    .addOption(whole('--grace <seconds>', 'for which running jobs are waited for at the end', 30, 0, 100_000))
    .addHelpText(
      'after',
      `
Examples:
  doppelton serve
  curl -F reference=@original.ogg -F candidate=@suspect.mp3 'http://127.0.0.1:8080/api/v1/comparisons?wait=60'

  doppelton serve --library ~/archive
  curl -F query=@snippet.mp3 'http://127.0.0.1:8080/api/v1/searches?wait=60'

  doppelton keys new --name laptop --keys keys.json
  doppelton serve --host 0.0.0.0 --keys keys.json --data /var/lib/doppelton

What is logged goes to standard error, a line of JSON each. SIGTERM and Ctrl-C end the service: running jobs are
finished, and with --data those that wait are kept. With --library, data are kept without --data too, in a folder of
your own: recordings that are sent to the library are kept there, so that they can be played. The API describes itself at /api/.`,
    )
    .action(async (flags: ServeFlags) => {
      const service = await start(flags);
      process.stdout.write(`listening at ${service.url}\n`);
      await new Promise<void>(atFirstEndSignal);
      await service.stop();
    });
}

function start(flags: ServeFlags): Promise<RunningService> {
  const { host, port, model, processes, keep, grace, keys, library } = flags;
  // Recordings that are sent to a library are to outlive the service.
  const data = flags.data ?? (library === undefined ? undefined : dataFolderOf(library));
  return startService(
    {
      ...{ host, port, model, processes },
      keepSeconds: keep,
      graceSeconds: grace,
      ...(keys !== undefined && { keysFile: keys }),
      ...(data !== undefined && { dataFolder: data }),
      ...(library !== undefined && { library }),
      webFolder: shippedPath('dist/web'),
      limits: {
        ...DEFAULT_LIMITS,
        fileMegabytes: flags.maxFileSize,
        soundSeconds: flags.maxDuration,
        queuedJobs: flags.maxQueue,
        requestsPerMinute: flags.rate,
        jobSeconds: flags.jobTime,
        jobMegabytes: flags.jobMemory,
        keptMegabytes: flags.maxKept,
      },
    },
    { log: process.stderr, now: () => new Date() },
  );
}

/** A folder for each library: what was sent to one is none of another's. */
function dataFolderOf(library: string): string {
  const digest = createHash('sha256').update(libraryIdentity(library)).digest('hex');
  return userDataFolder(join('service', digest.slice(0, DIGEST_DIGITS)));
}
