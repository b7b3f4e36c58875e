import { DoppeltonError, type ErrorCode } from '../../errors/index.js';

/** What a worker says: notes on the way, such as how many seconds of sound are done, then an answer or a failure. */
export type WorkerMessage<Answer> =
  | { readonly kind: 'note'; readonly note: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly code: ErrorCode; readonly message: string };

/**
 * Gives a worker a job and waits for its answer. One job at a time.
 *
 * @param transfer - Memory of the job that is handed over.
 * @throws DoppeltonError What the worker threw; `INTERNAL` when it broke.
 */
export function callWorker<Answer>(
  worker: Worker,
  job: unknown,
  transfer: readonly ArrayBuffer[] = [],
  onNote: (note: number) => void = () => undefined,
): Promise<Answer> {
  const listening = new AbortController();
  const { signal } = listening;
  return new Promise<Answer>((resolve, reject) => {
    const onMessage = ({ data }: MessageEvent<WorkerMessage<Answer>>) => {
      if (data.kind === 'note') onNote(data.note);
      else if (data.kind === 'answer') resolve(data.answer);
      else reject(new DoppeltonError(data.code, data.message));
    };
    const onBreak = (event: Event) => {
      const reason = event instanceof ErrorEvent && event.message !== '' ? event.message : 'no reason given';
      reject(new DoppeltonError('INTERNAL', `a worker broke: ${reason}`));
    };
    worker.addEventListener('message', onMessage, { signal });
    worker.addEventListener('error', onBreak, { signal });
    worker.addEventListener('messageerror', onBreak, { signal });
    worker.postMessage(job, [...transfer]);
  }).finally(() => {
    listening.abort();
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
  const post = (message: WorkerMessage<Answer>, transfer: readonly ArrayBuffer[] = []) => {
    globalThis.postMessage(message, { transfer: [...transfer] });
  };
  globalThis.addEventListener('message', ({ data }: MessageEvent<Job>) => {
    work(data, (note) => {
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
