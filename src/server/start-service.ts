import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { DoppeltonError } from '../errors/index.js';
import { libraryIdentity, readManifest, RecordingPool, systemErrorCode } from '../platform/node/index.js';
import { createServer } from './create-server.js';
import { openDataFolder, type DataFolder } from './data-folder.js';
import { toDoppeltonError } from './http/problem.js';
import { logJob, loggedError } from './http/request-log.js';
import { isLoopback } from './http/same-origin.js';
import { JobQueue } from './jobs/job-queue.js';
import { jobRunner } from './jobs/job-runner.js';
import { JobStore } from './jobs/job-store.js';
import { readKeyFile } from './keys/key-file.js';
import { ServedLibrary } from './library/served-library.js';
import { ServiceMetrics, type ProcessFigures } from './metrics/service-metrics.js';
import type { ServerSettings } from './server-settings.js';

/** A service that listens. */
export interface RunningService {
  /** Where it can be reached, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Ends it when its running jobs have ended, or after `graceSeconds`. Jobs that are not done are kept for the next start. */
  stop(): Promise<void>;
}

/** What a service is given from outside. */
export interface ServicePorts {
  /** Where lines of JSON are logged to. */
  readonly log?: { write(line: string): void };
  readonly now: () => Date;
}

const SWEEP_MS = 10_000;

/**
 * Starts the service.
 *
 * @throws DoppeltonError `KEYS_REQUIRED`, `KEYS_MALFORMED`, `FILE_NOT_FOUND`, `MODEL_NOT_FOUND`, `MODEL_MALFORMED`,
 *   `DATA_FOLDER_IN_USE`, `DATA_FOLDER_OF_ANOTHER`, `FILE_UNWRITABLE`, `ADDRESS_UNAVAILABLE`; what opening the library throws.
 */
export async function startService(
  settings: ServerSettings,
  { log, now }: ServicePorts,
): Promise<RunningService> {
  const { limits, model, processes, keysFile, keepSeconds } = settings;
  const keys = keysFile === undefined ? undefined : await readKeyFile(keysFile);
  refuseOpenListening(settings);
  await readManifest(model);
  const data = await openDataFolder(
    settings.dataFolder,
    settings.library === undefined ? undefined : libraryIdentity(settings.library),
  );
  const library = await openLibraryOf(settings, data);
  const pool = new RecordingPool(
    {
      model,
      maximumSeconds: limits.soundSeconds,
      ...(settings.library !== undefined && { library: settings.library }),
    },
    { secondsPerJob: limits.jobSeconds, memoryMegabytes: limits.jobMegabytes },
  );
  const store = new JobStore(join(data.path, 'jobs'));
  const metrics = new ServiceMetrics();
  const queue = new JobQueue(
    { ...limits, processes, keepSeconds },
    {
      store,
      run: jobRunner({ pool, store, library }),
      now,
      onEnd: (job, error) => {
        metrics.countJob(job);
        logJob(app.log, job, error);
      },
      onLeftover: (error) => {
        app.log.warn({ error: loggedError(toDoppeltonError(error)) }, 'files of a job could not be deleted');
      },
    },
  );
  const app = await createServer(
    { limits, keys, webFolder: settings.webFolder },
    { queue, store, library, metrics, processes: () => figuresOf(pool), ...(log !== undefined && { log }) },
  );
  const sweep = setInterval(() => void queue.forgetOld(), SWEEP_MS);
  const close = async () => {
    clearInterval(sweep);
    await app.close();
    await pool.close();
    await library?.close();
    await data.close();
  };
  try {
    pool.warm(processes);
    await queue.resume();
    const url = await listen(app, settings);
    return {
      url,
      stop: async () => {
        const undone = await queue.stop(settings.graceSeconds);
        app.log.info({ undone }, 'stopped');
        await close();
      },
    };
  } catch (error) {
    await queue.stop(0);
    await close();
    throw error;
  }
}

async function figuresOf(pool: RecordingPool): Promise<ProcessFigures> {
  return { lost: pool.lost, residentMegabytes: await pool.residentMegabytes() };
}

/** The library that the settings name; its uploaded files are kept with the jobs. */
async function openLibraryOf(
  { library, model, limits: { keptMegabytes } }: ServerSettings,
  data: DataFolder,
): Promise<ServedLibrary | undefined> {
  if (library === undefined) return undefined;
  try {
    const keptFolder = join(data.path, 'recordings');
    return await ServedLibrary.open({ place: library, model, keptFolder, keptMegabytes });
  } catch (error) {
    await data.close();
    throw error;
  }
}

function refuseOpenListening({ host, keysFile }: ServerSettings): void {
  if (keysFile !== undefined || isLoopback(host)) return;
  throw new DoppeltonError('KEYS_REQUIRED', `${host} can be reached from other machines`);
}

async function listen(app: FastifyInstance, { host, port }: ServerSettings): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const reason = systemErrorCode(cause);
    throw new DoppeltonError('ADDRESS_UNAVAILABLE', `${host}, port ${port}: ${reason}`, cause);
  }
  const { address, family, port: taken } = app.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
}
