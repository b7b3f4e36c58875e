import { open, stat, type FileHandle } from 'node:fs/promises';
import { readingError, requireReadableFile } from '../files/file-access.js';

const PIECE_BYTES = 65_536;

/** A file that is being written, up to where another takes its place or it is cut short. */
export class GrowingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #inode: number;
  #position = 0;
  #isOver = false;

  private constructor(path: string, handle: FileHandle, inode: number) {
    this.#path = path;
    this.#handle = handle;
    this.#inode = inode;
  }

  /** @throws DoppeltonError `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_UNREADABLE`. */
  static async open(path: string): Promise<GrowingFile> {
    await requireReadableFile(path);
    const handle = await open(path).catch((error: unknown) => {
      throw readingError(path, error);
    });
    return new GrowingFile(path, handle, (await handle.stat()).ino);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.#handle.stat()).size === 0;
  }

  /** Whether what follows is to be read from the beginning. */
  async hasBegunAnew(): Promise<boolean> {
    // While a recorder replaces it, there may be none of that name.
    const status = await stat(this.#path).catch(() => undefined);
    if (status !== undefined) this.#isOver ||= status.ino !== this.#inode || status.size < this.#position;
    return this.#isOver;
  }

  /**
   * What is there, and then what is added, up to where the file begins anew or the signal comes.
   *
   * @param pause - Waits before the file is looked at again.
   * @throws DoppeltonError `FILE_UNREADABLE`.
   */
  async *bytes(signal: AbortSignal, pause: () => Promise<void>): AsyncGenerator<Uint8Array, void, undefined> {
    while (!signal.aborted) {
      const { bytesRead, buffer } = await this.#handle
        .read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, this.#position)
        .catch((error: unknown) => {
          throw readingError(this.#path, error);
        });
      this.#position += bytesRead;
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else if (await this.hasBegunAnew()) return;
      else await pause();
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
