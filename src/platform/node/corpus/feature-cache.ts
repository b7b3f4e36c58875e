import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConstantQPlane, type ConstantQ, type ConstantQConfig } from '../../../features/index.js';
import { readingError, systemErrorCode } from '../files/file-access.js';
import { makeFolder, writeFileAtomically } from '../files/file-writing.js';

/** Counts up whenever the same settings give other numbers: a change of the transform, of an alteration, or of what is stored. */
const FEATURE_ALGORITHM_VERSION = 2;

/** Everything that a recording's features depend on. */
export interface FeatureKeyParts {
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly contentSha256: string;
  /** The decoder with its version and settings. */
  readonly decoder: string;
  readonly config: ConstantQConfig;
  /** What was done to the sound before the transform: any JSON value. */
  readonly alteration?: unknown;
  /** Stretch of the recording; the whole when absent. */
  readonly startSeconds?: number;
  readonly durationSeconds?: number;
}

/** Name of a cache entry: SHA-256 of the parts as JSON with sorted keys, 64 hexadecimal digits. */
export function featureKey(parts: FeatureKeyParts): string {
  const text = canonicalJson({ ...parts, algorithmVersion: FEATURE_ALGORITHM_VERSION });
  return createHash('sha256').update(text).digest('hex');
}

/** JSON in which equal values give equal text: keys in order, absent members left out. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Layout of an entry: magic, bins, frames (uint32), scale (float64), SHA-256 of all else, then the halves. */
const MAGIC = 'DTCQ0001';
const CHECKSUM_OFFSET = 24;
const HEADER_BYTES = CHECKSUM_OFFSET + 32;

/**
 * Constant-Q planes on disk, one file each, named by their {@link featureKey}.
 *
 * Numbers are kept in half precision, see {@link ConstantQPlane} for the error. Entries appear whole or not at all,
 * so several processes may share a folder. A damaged entry counts as absent.
 */
export class FeatureCache {
  readonly #folder: string;

  /** @param folder - Made at the first entry. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws DoppeltonError `FILE_UNREADABLE` when the entry is there and the system refuses to read it. */
  async get(key: string): Promise<ConstantQPlane | undefined> {
    const path = this.#path(key);
    try {
      return decodeEntry(await readFile(path));
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return undefined;
      throw readingError(path, error);
    }
  }

  /**
   * Stores a plane, in place of what may be there.
   *
   * @returns What {@link get} will give from now on, so that a first run works with the same numbers as a later one.
   * @throws DoppeltonError `FILE_UNWRITABLE`.
   */
  async put(key: string, constantQ: ConstantQ | ConstantQPlane): Promise<ConstantQPlane> {
    const plane = constantQ instanceof ConstantQPlane ? constantQ : ConstantQPlane.from(constantQ);
    const path = this.#path(key);
    await makeFolder(dirname(path));
    await writeFileAtomically(path, encodeEntry(plane));
    return plane;
  }

  /** Two digits of the key name a folder, so that none grows to tens of thousands of files. */
  #path(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key}.cqt`);
  }
}

function encodeEntry({ halves, bins, frames, scale }: ConstantQPlane): Uint8Array {
  const entry = Buffer.alloc(HEADER_BYTES + halves.byteLength);
  entry.write(MAGIC, 'latin1');
  entry.writeUInt32LE(bins, 8);
  entry.writeUInt32LE(frames, 12);
  entry.writeDoubleLE(scale, 16);
  // Typed arrays have the machine's byte order; every platform of Node is little-endian.
  entry.set(new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength), HEADER_BYTES);
  checksum(entry).copy(entry, CHECKSUM_OFFSET);
  return entry;
}

function decodeEntry(entry: Buffer): ConstantQPlane | undefined {
  if (entry.length < HEADER_BYTES || entry.toString('latin1', 0, 8) !== MAGIC) return undefined;
  const bins = entry.readUInt32LE(8);
  const frames = entry.readUInt32LE(12);
  if (entry.length !== HEADER_BYTES + 2 * bins * frames) return undefined;
  if (!checksum(entry).equals(entry.subarray(CHECKSUM_OFFSET, HEADER_BYTES))) return undefined;
  // A copy: the bytes of a pooled Buffer need not lie on an even address.
  const halves = new Uint16Array(Uint8Array.from(entry.subarray(HEADER_BYTES)).buffer);
  return new ConstantQPlane({ halves, bins, frames, scale: entry.readDoubleLE(16) });
}

function checksum(entry: Buffer): Buffer {
  const hash = createHash('sha256').update(entry.subarray(0, CHECKSUM_OFFSET));
  return hash.update(entry.subarray(HEADER_BYTES)).digest();
}
