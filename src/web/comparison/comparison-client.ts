import { decodeSound, type OpenedSound } from '../../platform/browser/index.js';
import type { ComparisonOutcome } from './comparison-outcome.js';
import type { ReportDetails } from './report-writing.js';
import type { ComparisonJob, ReportJob } from './sound-comparison.js';
import { startWorker } from './start-worker.js';
import { callWorker, type WorkerCallOptions } from './worker-call.js';

/** What a comparison is doing, and how far it has come in [0, 1]; undefined where that is not known. */
export interface ComparisonProgress {
  readonly step: 'decoding' | 'analysing' | 'comparing';
  readonly share: number | undefined;
}

/** A comparison and the sounds to play. */
export interface ComparedFiles extends ComparisonOutcome {
  /** Tells it from others of the same client. */
  readonly number: number;
  readonly buffers: { readonly reference: AudioBuffer; readonly candidate: AudioBuffer };
}

/** Compares files in workers of its own, one comparison at a time. */
export class ComparisonClient {
  #worker: Worker | undefined;
  #ready: Promise<unknown> | undefined;
  /** Aborted when the worker is ended. */
  #calls = new AbortController();
  /** Aborted when the comparison that runs is given up. */
  #running: AbortController | undefined;
  #comparisons = 0;

  /**
   * Loads the workers and the model, so that a first comparison need not.
   *
   * @throws DoppeltonError `MODEL_NOT_FOUND`, `RUNTIME_FAILED`, `INTERNAL`; {@link ComparisonCancelled} when the
   *   workers were ended meanwhile.
   */
  prepare(): Promise<unknown> {
    const load: ComparisonJob = { task: 'comparison' };
    this.#ready ??= this.#call(load).catch((error: unknown) => {
      if (!(error instanceof ComparisonCancelled)) this.#end();
      throw error;
    });
    return this.#ready;
  }

  /**
   * @throws DoppeltonError What decoding and `compareRecordings` throw; {@link ComparisonCancelled} after `cancel`
   *   or `close`.
   */
  async compare(
    reference: File,
    candidate: File,
    onProgress: (progress: ComparisonProgress) => void,
  ): Promise<ComparedFiles> {
    const running = (this.#running = new AbortController());
    const { signal } = running;
    const tell = (progress: ComparisonProgress) => {
      if (!signal.aborted) onProgress(progress);
    };
    try {
      // A browser's decoder cannot be stopped, but need not be waited for.
      return await Promise.race([this.#compare(reference, candidate, tell, signal), abortOf(signal)]);
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  /**
   * The report of the last comparison, as one HTML file.
   *
   * @param number - Of the comparison.
   * @throws DoppeltonError `INTERNAL`, also when it is not the last one.
   */
  report(number: number, details: ReportDetails): Promise<string> {
    const job: ReportJob = { task: 'report', number, details };
    return this.#call<string>(job);
  }

  /** Ends the comparison that runs, at once. */
  cancel(): void {
    if (this.#running !== undefined) this.close();
  }

  /** Ends what runs, and frees the workers. */
  close(): void {
    this.#running?.abort(new ComparisonCancelled());
    this.#end();
  }

  async #compare(
    referenceFile: File,
    candidateFile: File,
    onProgress: (progress: ComparisonProgress) => void,
    signal: AbortSignal,
  ): Promise<ComparedFiles> {
    const number = ++this.#comparisons;
    onProgress({ step: 'decoding', share: 0 });
    const names = distinctNames(referenceFile.name, candidateFile.name);
    const reference = await decodeSound(referenceFile, names.reference);
    signal.throwIfAborted();
    onProgress({ step: 'decoding', share: 0.5 });
    const candidate = await decodeSound(candidateFile, names.candidate);
    signal.throwIfAborted();
    onProgress({ step: 'analysing', share: 0 });
    await this.prepare();
    signal.throwIfAborted();
    const outcome = await this.#analyse(number, reference, candidate, onProgress);
    return { ...outcome, number, buffers: { reference: reference.buffer, candidate: candidate.buffer } };
  }

  #analyse(
    number: number,
    reference: OpenedSound,
    candidate: OpenedSound,
    onProgress: (progress: ComparisonProgress) => void,
  ): Promise<ComparisonOutcome> {
    const total = reference.buffer.duration + candidate.buffer.duration;
    let done = 0;
    const onNote = (seconds: number) => {
      done += seconds;
      onProgress(
        // What has come through is still to be embedded and aligned.
        done < 0.999 * total
          ? { step: 'analysing', share: done / total }
          : { step: 'comparing', share: undefined },
      );
    };
    const job: ComparisonJob = {
      task: 'comparison',
      sounds: { number, reference: reference.sound, candidate: candidate.sound },
    };
    const transfer = [reference, candidate].map(({ sound }) => sound.signal.samples.buffer as ArrayBuffer);
    return this.#call<ComparisonOutcome>(job, { transfer, onNote });
  }

  #call<Answer>(
    job: ComparisonJob | ReportJob,
    options: Omit<WorkerCallOptions, 'signal'> = {},
  ): Promise<Answer> {
    this.#worker ??= startWorker();
    return callWorker<Answer>(this.#worker, job, { ...options, signal: this.#calls.signal });
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = undefined;
    this.#calls.abort(new ComparisonCancelled());
    this.#calls = new AbortController();
  }
}

/** Fails when `signal` is aborted; never ends otherwise. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

/** The user ended a comparison. */
export class ComparisonCancelled extends Error {}

/** What two files are called, here and in failures; two of one name are told apart. */
export function distinctNames(
  reference: string,
  candidate: string,
): { reference: string; candidate: string } {
  return { reference, candidate: reference === candidate ? `${candidate} (2)` : candidate };
}
