import { DoppeltonError, type ErrorCode } from '../../errors/index.js';

/** What a worker says: notes on the way, such as how many seconds of sound are done, then an answer or a failure. */
export type WorkerMessage<Answer> =
  | { readonly kind: 'note'; readonly note: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly code: ErrorCode; readonly message: string };

/** A job on its way to a worker, and where its messages go. */
interface SentJob<Job> {
  readonly job: Job;
  readonly port: MessagePort;
}

/** How a job is sent and followed. */
export interface WorkerCallOptions {
  /** Memory of the job that is handed over. */
  readonly transfer?: readonly ArrayBuffer[];
  readonly onNote?: ((note: number) => void) | undefined;
  /** Aborted when the answer is no longer waited for, e.g. as the worker is being ended: that alone nobody is told. */
  readonly signal?: AbortSignal;
}

/**
 * Gives a worker a job and waits for its answer.
 *
 * @throws DoppeltonError What the worker threw; `INTERNAL` when it broke. What `signal` was aborted with.
 */
export function callWorker<Answer>(
  worker: Worker,
  job: unknown,
  { transfer = [], onNote, signal: given }: WorkerCallOptions = {},
): Promise<Answer> {
  const listening = new AbortController();
  const { signal } = listening;
  // Each job has a channel of its own, so that answers cannot be mixed up.
  const { port1: own, port2: port } = new MessageChannel();
  return new Promise<Answer>((resolve, reject) => {
    given?.throwIfAborted();
    const onAbort = () => {
      reject(given!.reason as Error);
    };
    given?.addEventListener('abort', onAbort, { signal });
    own.onmessage = ({ data }: MessageEvent<WorkerMessage<Answer>>) => {
      if (data.kind === 'note') onNote?.(data.note);
      else if (data.kind === 'answer') resolve(data.answer);
      else reject(new DoppeltonError(data.code, data.message));
    };
    const onBreak = (event: Event) => {
      const reason = event instanceof ErrorEvent && event.message !== '' ? event.message : 'no reason given';
      reject(new DoppeltonError('INTERNAL', `a worker broke: ${reason}`));
    };
    own.onmessageerror = onBreak;
    worker.addEventListener('error', onBreak, { signal });
    worker.addEventListener('messageerror', onBreak, { signal });
    const sent: SentJob<unknown> = { job, port };
    worker.postMessage(sent, [port, ...transfer]);
  }).finally(() => {
    listening.abort();
    own.close();
  });
}

/** An answer, and what memory of it may be handed over. */
export interface JobAnswer<Answer> {
  readonly message: Answer;
  readonly transfer?: readonly ArrayBuffer[];
}

/** Answers the jobs that a worker is given; to be called once, in the worker. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- callers say what they are sent
export function answerJobs<Job, Answer>(
  work: (job: Job, note: (note: number) => void) => Promise<JobAnswer<Answer>>,
): void {
  globalThis.addEventListener('message', ({ data: { job, port } }: MessageEvent<SentJob<Job>>) => {
    const post = (message: WorkerMessage<Answer>, transfer: readonly ArrayBuffer[] = []) => {
      port.postMessage(message, [...transfer]);
    };
    work(job, (note) => {
      post({ kind: 'note', note });
    }).then(
      ({ message, transfer }) => {
        post({ kind: 'answer', answer: message }, transfer);
      },
      (error: unknown) => {
        post({
          kind: 'failure',
          code: error instanceof DoppeltonError ? error.code : 'INTERNAL',
          message: error instanceof Error ? error.message : String(error),
        });
      },
    );
  });
}
