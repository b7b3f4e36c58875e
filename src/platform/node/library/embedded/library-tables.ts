import { statSync } from 'node:fs';
import { open, type Database, type RootDatabase } from 'lmdb';
import { DoppeltonError } from '../../../../errors/index.js';
import { systemErrorCode } from '../../files/file-access.js';
import { refusalReason } from '../../files/refusal-reason.js';
import { requireWholeDatabase, reserveDatabaseBytes } from './whole-database.js';

/**
 * Of new databases: a quarter of what LMDB usually takes, as every recording leaves half a page empty in the mean, and
 * tables and free pages take less too. Databases keep the pages that they were made with.
 */
const PAGE_BYTES = 1024;
/** What a key of such a page holds, and of the larger ones of older databases. */
const PATH_KEY_BYTES = 400;
const OLDER_PATH_KEY_BYTES = 1900;

/** More than one page in each level of every table. */
const CHANGED_BYTES_PER_RECORDING = 1 << 17;

type KeyEncoding = 'ordered-binary' | 'binary' | 'uint32';

/** The tables of a library's LMDB database, and how they are read and written. */
export class LibraryTables {
  /** What the library is, by names. */
  readonly about: Database<Buffer, string>;
  /** By ids. */
  readonly recordings: Database<Buffer, Buffer>;
  /** By ordinals, as are {@link contents}. */
  readonly places: Database<Buffer, number>;
  readonly contents: Database<Buffer, number>;
  /** Ids by `pathKey`. */
  readonly paths: Database<Buffer, Buffer>;
  /** Of a path in its key, at most. */
  readonly pathKeyBytes: number;
  readonly #path: string;
  readonly #root: RootDatabase<Buffer, string>;
  /** Of the file that was opened. */
  readonly #inode: bigint | undefined;

  /**
   * Opens a database, and makes it unless it is there or `readOnly`.
   *
   * @throws DoppeltonError `LIBRARY_UNAVAILABLE`, `LIBRARY_DAMAGED`.
   */
  constructor(path: string, { readOnly, exists }: { readOnly: boolean; exists: boolean }) {
    this.#path = path;
    const table = <K extends number | string | Buffer>(name: string, keyEncoding: KeyEncoding) =>
      this.#root.openDB<Buffer, K>({ name, encoding: 'binary', keyEncoding });
    try {
      if (exists) requireWholeDatabase(path);
      // Commits reach the disk before they are acknowledged, not after.
      const settings = { noSubdir: true, readOnly, overlappingSync: false, maxDbs: 8, pageSize: PAGE_BYTES };
      this.#root = open({ path, ...settings });
      this.#inode = inodeOf(path);
      const { pageSize } = this.#root.getStats() as { readonly pageSize: number };
      this.pathKeyBytes = pageSize > PAGE_BYTES ? OLDER_PATH_KEY_BYTES : PATH_KEY_BYTES;
      this.about = table('about', 'ordered-binary');
      this.recordings = table('recordings', 'binary');
      this.places = table('places', 'uint32');
      this.contents = table('contents', 'uint32');
      this.paths = table('paths', 'binary');
    } catch (cause) {
      throw libraryError(cause, `${path} cannot be opened`, (error) =>
        readOnly ? systemErrorCode(error) : refusalReason(path, error),
      );
    }
  }

  /** @throws DoppeltonError `LIBRARY_UNAVAILABLE`, `LIBRARY_DAMAGED`. */
  read<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw libraryError(error, `${this.#path} cannot be read`, systemErrorCode);
    }
  }

  /**
   * Does something in one transaction, while no other process changes the database.
   *
   * @param newBytes - That are added to it.
   * @param recordings - That are changed at most.
   * @throws DoppeltonError `LIBRARY_UNAVAILABLE`, `LIBRARY_DAMAGED`, and what the action throws: then nothing was done.
   */
  write<T>(newBytes: number, recordings: number, action: () => T): T {
    try {
      return this.#root.transactionSync(() => {
        this.#requireInPlace();
        reserveDatabaseBytes(this.#path, newBytes, recordings * CHANGED_BYTES_PER_RECORDING);
        return action();
      });
    } catch (error) {
      throw libraryError(error, `${this.#path} cannot be written`, (cause) =>
        refusalReason(this.#path, cause),
      );
    }
  }

  /** Sees from now on what other processes have written meanwhile. */
  refresh(): void {
    this.#root.resetReadTxn();
  }

  async close(): Promise<void> {
    await this.#root.close();
  }

  /** Another library may have come in its place since it was opened, see `rebuildLibrary`: what is written here is lost. */
  #requireInPlace(): void {
    if (inodeOf(this.#path) === this.#inode) return;
    throw new DoppeltonError(
      'LIBRARY_UNAVAILABLE',
      `${this.#path} has been replaced or deleted since it was opened`,
    );
  }
}

function inodeOf(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

/**
 * The library's error for one of LMDB's or the operating system's; its own stay what they are.
 *
 * @param what - Which file cannot be used, and for what.
 * @param reasonOf - Tells why.
 */
function libraryError(cause: unknown, what: string, reasonOf: (cause: unknown) => string): DoppeltonError {
  if (cause instanceof DoppeltonError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return /MDB_(CORRUPTED|PAGE_NOTFOUND|INVALID|PANIC|VERSION)/.test(message)
    ? new DoppeltonError('LIBRARY_DAMAGED', `${what}: ${message}`, cause)
    : new DoppeltonError('LIBRARY_UNAVAILABLE', `${what} (${reasonOf(cause)})`, cause);
}
