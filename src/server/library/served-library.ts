import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { DoppeltonError } from '../../errors/index.js';
import type { ModelManifest } from '../../embedding/index.js';
import {
  hashFile,
  loadSearchEvidence,
  openLibrary,
  openLibraryOfModel,
  readManifest,
  type Addition,
  type NamedFile,
} from '../../platform/node/index.js';
import type { LibraryRecording, LibraryStats, LibraryStore } from '../../search/index.js';
import { KeptRecordings } from './kept-recordings.js';

export interface ServedLibrarySettings {
  /** As for `openLibrary`. */
  readonly place: string;
  /** As for `loadModel`. */
  readonly model: string;
  /** Where uploaded recordings are kept. */
  readonly keptFolder: string;
  readonly keptMegabytes: number;
}

/** A file to be analysed and put into the library, to be known there by a path. */
export interface FileToAdd {
  readonly recording: NamedFile;
  readonly keptPath: string;
  readonly sha256: string;
}

/** A library as the service has it: its store, and the files that were uploaded for it. */
export class ServedLibrary {
  readonly store: LibraryStore;
  readonly #model: string;
  readonly #manifest: ModelManifest;
  readonly #kept: KeptRecordings;
  /** Additions under way, by hash. */
  readonly #adding = new Map<string, Promise<Addition>>();

  private constructor(
    store: LibraryStore,
    kept: KeptRecordings,
    { model, manifest }: { readonly model: string; readonly manifest: ModelManifest },
  ) {
    this.store = store;
    this.#kept = kept;
    this.#model = model;
    this.#manifest = manifest;
  }

  /**
   * Opens a library, and makes one where there is none.
   *
   * @throws DoppeltonError `LIBRARY_INCOMPATIBLE` when another model made it; what `openLibrary` throws; `FILE_UNWRITABLE`.
   */
  static async open({
    place,
    model,
    keptFolder,
    keptMegabytes,
  }: ServedLibrarySettings): Promise<ServedLibrary> {
    const manifest = await readManifest(model);
    const kept = await KeptRecordings.open(keptFolder, keptMegabytes);
    const store = await openLibrary(place).catch((error: unknown) => {
      if (error instanceof DoppeltonError && error.code === 'LIBRARY_NOT_FOUND') {
        return openLibraryOfModel(place, model);
      }
      throw error;
    });
    const { name, sha256 } = store.settings.model;
    if (sha256 !== manifest.weights.sha256) {
      await store.close();
      throw new DoppeltonError(
        'LIBRARY_INCOMPATIBLE',
        `the library was made with model ${name}, not with ${model}`,
      );
    }
    return new ServedLibrary(store, kept, { model, manifest });
  }

  stats(): Promise<LibraryStats> {
    return this.store.stats();
  }

  /** Of uploaded files that are kept. */
  get keptBytes(): number {
    return this.#kept.bytes;
  }

  /**
   * A piece of the list of all recordings, in order of their paths.
   *
   * @param limit - How many at most.
   */
  async list(offset: number, limit: number): Promise<readonly LibraryRecording[]> {
    const piece: LibraryRecording[] = [];
    let position = 0;
    for await (const recording of this.store.list()) {
      if (position++ < offset) continue;
      if (piece.length === limit) break;
      piece.push(recording);
    }
    return piece;
  }

  /** @throws DoppeltonError `RECORDING_NOT_FOUND`. */
  async get(id: string): Promise<LibraryRecording> {
    const recording = await this.store.get(id);
    if (recording !== undefined) return recording;
    throw new DoppeltonError('RECORDING_NOT_FOUND', `the library holds no recording ${id}`);
  }

  /**
   * The file of a recording, as it was added.
   *
   * @throws DoppeltonError `RECORDING_NOT_FOUND`; `RECORDING_UNPLAYABLE` when it is gone or has become another.
   */
  async audioFile(id: string): Promise<{ readonly path: string; readonly container: string }> {
    const { paths, bytes, format } = await this.get(id);
    for (const path of paths) {
      const status = await stat(path).catch(() => undefined);
      if (status?.isFile() === true && status.size === bytes) return { path, container: format.container };
    }
    throw new DoppeltonError('RECORDING_UNPLAYABLE', `the file of recording ${id} is not where it was`);
  }

  /**
   * Takes a recording out, and deletes its file if it was uploaded here.
   *
   * @throws DoppeltonError `RECORDING_NOT_FOUND`, and what the store throws.
   */
  async remove(id: string): Promise<void> {
    const { path } = await this.get(id);
    await this.store.remove([id]);
    if (this.#kept.holds(id, path)) await this.#kept.drop(id);
  }

  /** @throws DoppeltonError `LIBRARY_FULL` when no more uploads are kept. */
  requireRoom(): void {
    this.#kept.requireRoom();
  }

  /** @throws DoppeltonError `MODEL_NOT_CALIBRATED` when what is found could not be weighed. */
  async requireSearchable(): Promise<void> {
    await loadSearchEvidence(this.#model, this.#manifest);
  }

  /** Whether what is found can be weighed. */
  async isSearchable(): Promise<boolean> {
    try {
      await this.requireSearchable();
      return true;
    } catch (error) {
      if (error instanceof DoppeltonError && error.code === 'MODEL_NOT_CALIBRATED') return false;
      throw error;
    }
  }

  /**
   * Puts an uploaded file into the library and keeps it, unless the library holds it already.
   *
   * @param analyse - Puts the file into the library.
   * @param signal - Ends the waiting for the same file of another job; `analyse` ends by itself.
   * @throws DoppeltonError `LIBRARY_FULL`, `FILE_UNWRITABLE`, and what `analyse` throws: then the file is not kept. What
   *   `signal` was aborted with.
   */
  async add(
    upload: NamedFile,
    analyse: (file: FileToAdd) => Promise<Addition>,
    signal: AbortSignal,
  ): Promise<Addition> {
    const sha256 = await hashFile(upload.path);
    // The same file twice at a time: the second waits for what becomes of the first.
    for (let other = this.#adding.get(sha256); other !== undefined; other = this.#adding.get(sha256)) {
      signal.throwIfAborted();
      await Promise.race([other.catch(() => undefined), once(signal, 'abort')]);
    }
    const addition = this.#addOnce(upload, sha256, analyse);
    this.#adding.set(sha256, addition);
    try {
      return await addition;
    } finally {
      this.#adding.delete(sha256);
    }
  }

  close(): Promise<void> {
    return this.store.close();
  }

  async #addOnce(
    upload: NamedFile,
    sha256: string,
    analyse: (file: FileToAdd) => Promise<Addition>,
  ): Promise<Addition> {
    const present = await this.store.get(sha256);
    if (present !== undefined) return { recording: present, isNew: false };
    const keptPath = await this.#kept.keep(sha256, upload.path, upload.name);
    try {
      const addition = await analyse({ recording: upload, keptPath, sha256 });
      if (!addition.isNew) await this.#kept.drop(sha256);
      return addition;
    } catch (error) {
      // What was put in right before its process was killed is held all the same.
      const held = await this.store.get(sha256);
      if (held?.path !== keptPath) await this.#kept.drop(sha256);
      throw error;
    }
  }
}
