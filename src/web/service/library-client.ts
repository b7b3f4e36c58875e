import { DoppeltonError } from '../../errors/index.js';
import { decodeSound } from '../../platform/browser/index.js';
import type { LibraryDuplicates } from '../../client/index.js';
import type { LibraryFacts, LibraryRecording, SearchResult } from './library-search.js';
import { deleteJob, endedJob, resultOf, sendJob, startJob, type ServiceJob } from './service-jobs.js';
import { askService } from './service-request.js';

/** What a job is doing, and how far it has come in [0, 1]; undefined where that is not known. */
export interface LibraryProgress {
  readonly step: 'sending' | 'waiting' | 'searching' | 'pairing';
  readonly share: number | undefined;
}

/** Whether the page comes from a service with a library; a site of files alone has a file that says no. */
export async function isLibraryServed(): Promise<boolean> {
  try {
    const response = await fetch(new URL('service.json', document.baseURI));
    return response.ok && ((await response.json()) as { library: boolean }).library;
  } catch {
    return false;
  }
}

/** Decoded sounds are large; the ones that were asked for last are kept. */
const MOST_SOUNDS = 4;

/** The library of the service that the page comes from. */
export class LibraryClient {
  /** API key, where the service wants one. */
  key: string | undefined;
  readonly #sounds = new Map<string, Promise<AudioBuffer>>();

  /** @throws DoppeltonError What the service answers: `KEY_REJECTED`, …; `LIBRARY_UNAVAILABLE`. */
  async facts(): Promise<LibraryFacts> {
    return (await (await askService('library', this.key)).json()) as LibraryFacts;
  }

  /**
   * Searches the library for a file; the service deletes what it was sent when it is done, or when `signal` is aborted.
   *
   * @throws DoppeltonError What the service answers; `LIBRARY_UNAVAILABLE`. `JobCancelled`. What `signal` was aborted with.
   */
  async search(
    file: File,
    signal: AbortSignal,
    onProgress: (progress: LibraryProgress) => void,
  ): Promise<SearchResult> {
    const { key } = this;
    onProgress({ step: 'sending', share: 0 });
    const { id } = await sendJob<SearchResult>(
      'searches',
      { query: file },
      {
        key,
        signal,
        onSent: (share) => {
          onProgress({ step: 'sending', share });
        },
      },
    );
    return this.#follow<SearchResult>(id, 'searching', signal, onProgress);
  }

  /**
   * Holds the library's recordings against one another; the service stops when `signal` is aborted.
   *
   * @throws DoppeltonError What the service answers; `LIBRARY_UNAVAILABLE`. `JobCancelled`. What `signal` was aborted with.
   */
  async duplicates(
    signal: AbortSignal,
    onProgress: (progress: LibraryProgress) => void,
  ): Promise<LibraryDuplicates> {
    onProgress({ step: 'waiting', share: undefined });
    const { id } = await startJob<LibraryDuplicates>('library/duplicates', this.key);
    return this.#follow<LibraryDuplicates>(id, 'pairing', signal, onProgress);
  }

  /**
   * The sound of a recording, to be played; kept.
   *
   * @throws DoppeltonError `RECORDING_UNPLAYABLE` and others that the service answers; what `decodeSound` throws.
   */
  sound({ id, name }: Pick<LibraryRecording, 'id' | 'name'>): Promise<AudioBuffer> {
    const known = this.#sounds.get(id) ?? this.#fetchSound(id, name);
    this.#sounds.delete(id);
    this.#sounds.set(id, known);
    const [oldest] = this.#sounds.keys();
    if (this.#sounds.size > MOST_SOUNDS) this.#sounds.delete(oldest!);
    known.catch(() => this.#sounds.delete(id));
    return known;
  }

  async #follow<Result>(
    id: string,
    step: LibraryProgress['step'],
    signal: AbortSignal,
    onProgress: (progress: LibraryProgress) => void,
  ): Promise<Result> {
    const { key } = this;
    // A failure to delete a job leaves it to the service's own term.
    const forget = () => void deleteJob(id, key).catch(() => undefined);
    let job: ServiceJob<Result>;
    try {
      job = await endedJob<Result>(id, {
        key,
        signal,
        onChange: (now) => {
          onProgress(progressOf(now, step));
        },
      });
    } catch (error) {
      // A job whose connection was lost goes on.
      if (signal.aborted) forget();
      throw error;
    }
    forget();
    return resultOf(job);
  }

  async #fetchSound(id: string, name: string): Promise<AudioBuffer> {
    const response = await askService(`library/recordings/${id}/audio`, this.key);
    return (await decodeSound(await response.blob(), name)).buffer;
  }
}

function progressOf(
  { state, progress }: ServiceJob<unknown>,
  step: LibraryProgress['step'],
): LibraryProgress {
  if (state === 'queued') return { step: 'waiting', share: undefined };
  const { doneSeconds = 0, totalSeconds = 0 } = progress ?? {};
  return { step, share: totalSeconds > 0 ? Math.min(1, doneSeconds / totalSeconds) : undefined };
}

/** Whether a failure is the service's wish for a key. */
export function wantsKey(error: unknown): boolean {
  return error instanceof DoppeltonError && error.code === 'KEY_REJECTED';
}

/** The one library that there is: its key is asked for once, whatever view is open. */
export const servedLibrary = new LibraryClient();
