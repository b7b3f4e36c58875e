import { decodeSound, type OpenedSound } from '../../platform/browser/index.js';
import type { ComparisonOutcome } from './comparison-outcome.js';
import type { ReportDetails } from './report-writing.js';
import type { ComparisonJob, ReportJob } from './sound-comparison.js';
import { startWorker } from './start-worker.js';
import { callWorker } from './worker-call.js';

/** What a comparison is doing, and how far it has come in [0, 1]; undefined where that is not known. */
export interface ComparisonProgress {
  readonly step: 'decoding' | 'analysing' | 'comparing';
  readonly share: number | undefined;
}

/** A comparison and the sounds to play. */
export interface ComparedFiles extends ComparisonOutcome {
  readonly buffers: { readonly reference: AudioBuffer; readonly candidate: AudioBuffer };
}

/** Compares files in workers of its own, one comparison at a time. */
export class ComparisonClient {
  #worker: Worker | undefined;
  #ready: Promise<unknown> | undefined;
  /** Fails the comparison that runs. */
  #abort: ((reason: ComparisonCancelled) => void) | undefined;

  /**
   * Loads the workers and the model, so that a first comparison need not.
   *
   * @throws DoppeltonError `MODEL_NOT_FOUND`, `RUNTIME_FAILED`, `INTERNAL`.
   */
  prepare(): Promise<unknown> {
    const load: ComparisonJob = { task: 'comparison' };
    this.#ready ??= callWorker(this.#start(), load).catch((error: unknown) => {
      this.#end();
      throw error;
    });
    return this.#ready;
  }

  /**
   * @throws DoppeltonError What decoding and `compareRecordings` throw; {@link ComparisonCancelled} after `cancel`.
   */
  async compare(
    reference: File,
    candidate: File,
    onProgress: (progress: ComparisonProgress) => void,
  ): Promise<ComparedFiles> {
    const cancelled = new Promise<never>((_, reject) => {
      this.#abort = reject;
    });
    try {
      return await Promise.race([this.#compare(reference, candidate, onProgress), cancelled]);
    } finally {
      this.#abort = undefined;
    }
  }

  /**
   * The report of the last comparison, as one HTML file.
   *
   * @throws DoppeltonError `INTERNAL`.
   */
  report(details: ReportDetails): Promise<string> {
    const job: ReportJob = { task: 'report', details };
    return callWorker<string>(this.#start(), job);
  }

  /** Ends the comparison that runs, at once. */
  cancel(): void {
    if (this.#abort === undefined) return;
    this.#abort(new ComparisonCancelled());
    this.#end();
    // Ready for the next one; if that fails, the next one says so.
    this.prepare().catch(() => undefined);
  }

  async #compare(
    referenceFile: File,
    candidateFile: File,
    onProgress: (progress: ComparisonProgress) => void,
  ): Promise<ComparedFiles> {
    onProgress({ step: 'decoding', share: 0 });
    const names = distinctNames(referenceFile.name, candidateFile.name);
    const reference = await decodeSound(referenceFile, names[0]);
    onProgress({ step: 'decoding', share: 0.5 });
    const candidate = await decodeSound(candidateFile, names[1]);
    onProgress({ step: 'analysing', share: 0 });
    await this.prepare();
    const outcome = await this.#analyse(reference, candidate, onProgress);
    return { ...outcome, buffers: { reference: reference.buffer, candidate: candidate.buffer } };
  }

  #analyse(
    reference: OpenedSound,
    candidate: OpenedSound,
    onProgress: (progress: ComparisonProgress) => void,
  ): Promise<ComparisonOutcome> {
    const total = reference.buffer.duration + candidate.buffer.duration;
    let done = 0;
    const onSeconds = (seconds: number) => {
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
      sounds: { reference: reference.sound, candidate: candidate.sound },
    };
    const memory = [reference, candidate].map(({ sound }) => sound.signal.samples.buffer as ArrayBuffer);
    return callWorker<ComparisonOutcome>(this.#start(), job, memory, onSeconds);
  }

  #start(): Worker {
    this.#worker ??= startWorker();
    return this.#worker;
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = undefined;
  }
}

/** The user ended a comparison. */
export class ComparisonCancelled extends Error {}

/** Two files of one name are told apart. */
function distinctNames(reference: string, candidate: string): [string, string] {
  return [reference, reference === candidate ? `${candidate} (2)` : candidate];
}
