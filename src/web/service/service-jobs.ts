import { DoppeltonError } from '../../errors/index.js';
import { ServiceError, type Problem } from './service-error.js';
import { apiUrl, askService } from './service-request.js';

/** A job as the service tells of it. */
export interface ServiceJob<Result> {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  readonly queuePosition?: number;
  readonly progress?: {
    readonly doneSeconds: number;
    readonly totalSeconds: number;
    readonly leftSeconds?: number;
  };
  readonly result?: Result;
  readonly problem?: Problem;
}

/**
 * Sends files to the service for a job.
 *
 * @param onSent - Told the share of the bytes that have been sent, in [0, 1].
 * @throws DoppeltonError What the service answers; `LIBRARY_UNAVAILABLE`. What `signal` was aborted with.
 */
export function sendJob<Result>(
  path: string,
  files: Readonly<Record<string, File>>,
  options: {
    readonly key: string | undefined;
    readonly signal: AbortSignal;
    readonly onSent: (share: number) => void;
  },
): Promise<ServiceJob<Result>> {
  const form = new FormData();
  for (const [part, file] of Object.entries(files)) form.append(part, file);
  // `fetch` does not tell how far an upload has come.
  const request = new XMLHttpRequest();
  request.open('POST', apiUrl(path));
  if (options.key !== undefined) request.setRequestHeader('authorization', `Bearer ${options.key}`);
  return new Promise((resolve, reject) => {
    options.signal.addEventListener('abort', () => {
      request.abort();
      reject(options.signal.reason as Error);
    });
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      options.onSent(total > 0 ? loaded / total : 0);
    });
    request.addEventListener('load', () => {
      try {
        const answer = JSON.parse(request.responseText) as ServiceJob<Result> & Problem;
        if (request.status < 400) resolve(answer);
        else reject(new ServiceError(answer));
      } catch {
        reject(unreachable(`the service answered with status ${request.status}`));
      }
    });
    request.addEventListener('error', () => {
      reject(unreachable('the service does not answer'));
    });
    request.send(form);
  });
}

/**
 * Has the service do a job for which it needs no files. This is not to be broken off: a job of which nobody heard would
 * go on.
 *
 * @throws DoppeltonError What the service answers; `LIBRARY_UNAVAILABLE`.
 */
export async function startJob<Result>(path: string, key: string | undefined): Promise<ServiceJob<Result>> {
  const response = await askService(path, key, { method: 'POST' });
  return (await response.json()) as ServiceJob<Result>;
}

/** Somebody else than this page ended the job. */
export class JobCancelled extends Error {}

/** A lost connection is made again after so many seconds; nothing heard in between, it is given up after the last. */
const PAUSES_SECONDS = [1, 2, 4, 8];

/**
 * Follows a job until it has ended, over connections that are lost as well.
 *
 * @returns The job, which is over.
 * @throws DoppeltonError What the service answers; `LIBRARY_UNAVAILABLE` when it could not be reached again, where the job
 *   may go on. What `signal` was aborted with.
 */
export async function endedJob<Result>(
  id: string,
  options: {
    readonly key: string | undefined;
    readonly signal: AbortSignal;
    readonly onChange: (job: ServiceJob<Result>) => void;
  },
): Promise<ServiceJob<Result>> {
  const { key, signal, onChange } = options;
  for (let losses = 0; ; losses++) {
    try {
      const { body } = await askService(`jobs/${id}/events`, key, { signal });
      for await (const job of jobsOf<Result>(body!)) {
        losses = 0;
        onChange(job);
        if (hasEnded(job)) return job;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isLoss(error) || losses === PAUSES_SECONDS.length) throw error;
    }
    if (losses === PAUSES_SECONDS.length) throw unreachable('the service ended before the job did');
    await pause(PAUSES_SECONDS[losses]!, signal);
  }
}

/**
 * @returns The result of a job that is over.
 * @throws DoppeltonError Why it failed. {@link JobCancelled}.
 */
export function resultOf<Result>({ result, problem }: ServiceJob<Result>): Result {
  if (result !== undefined) return result;
  throw problem === undefined ? new JobCancelled() : new ServiceError(problem);
}

function hasEnded({ state }: ServiceJob<unknown>): boolean {
  return state === 'finished' || state === 'failed' || state === 'cancelled';
}

function unreachable(detail: string, cause?: unknown): DoppeltonError {
  return new DoppeltonError('LIBRARY_UNAVAILABLE', detail, cause);
}

/** Whether it was the connection that failed, and not the service that said no. */
function isLoss(error: unknown): boolean {
  return (
    error instanceof DoppeltonError &&
    error.code === 'LIBRARY_UNAVAILABLE' &&
    !(error instanceof ServiceError)
  );
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * The data of server-sent events, as they come.
 *
 * @throws DoppeltonError `LIBRARY_UNAVAILABLE` when the connection is lost.
 */
async function* jobsOf<Result>(body: ReadableStream<Uint8Array>): AsyncGenerator<ServiceJob<Result>> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let text = '';
  try {
    for (;;) {
      const { value, done } = await reader.read().catch((cause: unknown) => {
        throw unreachable('the connection to the service was lost', cause);
      });
      if (done) return;
      const events = (text + value).split('\n\n');
      text = events.pop()!;
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) yield JSON.parse(data) as ServiceJob<Result>;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Ends a job; all that the service keeps of it is deleted. */
export async function deleteJob(id: string, key: string | undefined): Promise<void> {
  await askService(`jobs/${id}`, key, { method: 'DELETE' });
}
