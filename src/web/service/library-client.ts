import { DoppeltonError } from '../../errors/index.js';
import { decodeSound } from '../../platform/browser/index.js';
import type { LibraryFacts, LibraryRecording, SearchResult } from './library-search.js';
import { deleteJob, followJob, sendJob, type ServiceJob } from './service-jobs.js';
import { askService } from './service-request.js';

/** What a search is doing, and how far it has come in [0, 1]; undefined where that is not known. */
export interface SearchProgress {
  readonly step: 'sending' | 'waiting' | 'searching';
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
   * @throws DoppeltonError What the service answers. What `signal` was aborted with.
   */
  async search(
    file: File,
    signal: AbortSignal,
    onProgress: (progress: SearchProgress) => void,
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
    try {
      return await followJob<SearchResult>(id, {
        key,
        signal,
        onChange: (job) => {
          onProgress(progressOf(job));
        },
      });
    } finally {
      // The result is here; a failure to delete the job leaves it to the service's own term.
      deleteJob(id, key).catch(() => undefined);
    }
  }

  /**
   * The sound of a recording, to be played; kept.
   *
   * @throws DoppeltonError `RECORDING_UNPLAYABLE` and others that the service answers; what `decodeSound` throws.
   */
  sound({ id, name }: LibraryRecording): Promise<AudioBuffer> {
    const known = this.#sounds.get(id) ?? this.#fetchSound(id, name);
    this.#sounds.set(id, known);
    known.catch(() => this.#sounds.delete(id));
    return known;
  }

  async #fetchSound(id: string, name: string): Promise<AudioBuffer> {
    const response = await askService(`library/recordings/${id}/audio`, this.key);
    return (await decodeSound(await response.blob(), name)).buffer;
  }
}

function progressOf({ state, progress }: ServiceJob<SearchResult>): SearchProgress {
  if (state === 'queued') return { step: 'waiting', share: undefined };
  const { doneSeconds = 0, totalSeconds = 0 } = progress ?? {};
  return { step: 'searching', share: totalSeconds > 0 ? Math.min(1, doneSeconds / totalSeconds) : undefined };
}

/** Whether a failure is the service's wish for a key. */
export function wantsKey(error: unknown): boolean {
  return error instanceof DoppeltonError && error.code === 'KEY_REJECTED';
}
