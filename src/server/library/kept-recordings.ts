import { copyFile, link, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DoppeltonError } from '../../errors/index.js';
import { makeFolder, systemErrorCode } from '../../platform/node/index.js';

const BYTES_PER_MEGABYTE = 1 << 20;
/** What a file system takes as a name, with room to spare. */
const LONGEST_NAME_BYTES = 200;

/** Uploaded files of recordings that a library holds: each in a folder that is called by its hash, so that it can be played. */
export class KeptRecordings {
  readonly #folder: string;
  readonly #maximumBytes: number;
  #bytes: number;

  private constructor(folder: string, maximumBytes: number, bytes: number) {
    this.#folder = folder;
    this.#maximumBytes = maximumBytes;
    this.#bytes = bytes;
  }

  /**
   * @param folder - Made when it is not there.
   * @param maximumMegabytes - Of all files together.
   * @throws DoppeltonError `FILE_UNWRITABLE`.
   */
  static async open(folder: string, maximumMegabytes: number): Promise<KeptRecordings> {
    await makeFolder(folder);
    let bytes = 0;
    for (const id of await readdir(folder)) bytes += await bytesIn(join(folder, id));
    return new KeptRecordings(folder, maximumMegabytes * BYTES_PER_MEGABYTE, bytes);
  }

  /** Of all files together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws DoppeltonError `LIBRARY_FULL` when nothing more is kept. */
  requireRoom(moreBytes = 0): void {
    if (this.#bytes + moreBytes < this.#maximumBytes) return;
    const held = Math.round(this.#bytes / BYTES_PER_MEGABYTE);
    throw new DoppeltonError('LIBRARY_FULL', `${held} MB of uploaded recordings are kept`);
  }

  /**
   * Keeps a file for a recording; the file itself is left where it is.
   *
   * @param name - As its sender called it: a reader of the library sees what it is.
   * @returns Where it lies.
   * @throws DoppeltonError `LIBRARY_FULL`, `FILE_UNWRITABLE`.
   */
  async keep(id: string, file: string, name: string): Promise<string> {
    const { size } = await stat(file);
    this.requireRoom(size);
    // What a killed process left is perhaps not whole.
    await this.drop(id);
    await makeFolder(join(this.#folder, id));
    const path = join(this.#folder, id, storableName(name));
    await linkOrCopy(file, path);
    this.#bytes += size;
    return path;
  }

  /** Whether a path is where a recording is kept. */
  holds(id: string, path: string): boolean {
    return dirname(path) === join(this.#folder, id);
  }

  /** Deletes the file of a recording; none is not an error. */
  async drop(id: string): Promise<void> {
    const folder = join(this.#folder, id);
    const bytes = await bytesIn(folder);
    await rm(folder, { recursive: true, force: true });
    this.#bytes -= bytes;
  }
}

async function linkOrCopy(file: string, path: string): Promise<void> {
  try {
    // A file system without links gets a copy.
    await link(file, path).catch(() => copyDurably(file, path));
  } catch (cause) {
    throw new DoppeltonError(
      'FILE_UNWRITABLE',
      `a recording cannot be kept: ${systemErrorCode(cause)}`,
      cause,
    );
  }
}

/** Copies a file; when this has resolved, the copy outlives a loss of power. */
async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const copy = await open(to, 'r+');
  try {
    await copy.sync();
  } finally {
    await copy.close();
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = names.map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** A name as a file of its own in a folder of its own; names of folders (`..`) get another. */
function storableName(name: string): string {
  const bytes = Buffer.from(name).subarray(0, LONGEST_NAME_BYTES);
  // As a stream, a character that was cut in two is left out.
  const cut = new TextDecoder().decode(bytes, { stream: true });
  return /^\.*$/.test(cut) ? 'recording' : cut;
}
