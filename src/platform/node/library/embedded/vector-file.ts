import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Index, MetricKind, ScalarKind } from 'usearch';
import { DoppeltonError } from '../../../../errors/index.js';
import { systemErrorCode } from '../../files/file-access.js';

/**
 * Neighbours that a vector of the graph is linked to. On vectors of real recordings 8 find the same 8 nearest as 16 do,
 * in 85 bytes a vector beside its numbers; 16 take 148.
 */
const CONNECTIVITY = 8;
/** Vectors that are looked at when one is put in its place, and when neighbours are searched. */
const EXPANSION_ADD = 128;
const EXPANSION_SEARCH = 128;

/** An empty graph of vectors in a byte a number; Malkov & Yashunin, "Hierarchical navigable small world graphs", 2018. */
export function createVectorIndex(embeddingSize: number): Index {
  return new Index({
    dimensions: embeddingSize,
    metric: MetricKind.Cos,
    quantization: ScalarKind.I8,
    connectivity: CONNECTIVITY,
    expansion_add: EXPANSION_ADD,
    expansion_search: EXPANSION_SEARCH,
    multi: false,
  });
}

/** Length and checksum of a file. */
export interface FileSum {
  readonly bytes: number;
  readonly crc32: number;
}

/** @throws What the operating system throws. */
export async function sumFile(path: string): Promise<FileSum> {
  let sum = 0;
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum);
    bytes += chunk.length;
  }
  return { bytes, crc32: sum };
}

/** Whether a file is there and holds what it held when it was written; a damaged one would end the process. */
export async function isWhole(path: string, expected: FileSum): Promise<boolean> {
  try {
    if ((await stat(path)).size !== expected.bytes) return false;
    return (await sumFile(path)).crc32 === expected.crc32;
  } catch {
    return false;
  }
}

/**
 * Writes an index and waits until it is on the disk.
 *
 * @throws DoppeltonError `LIBRARY_UNAVAILABLE`.
 */
export async function saveVectorIndex(index: Index, path: string): Promise<FileSum> {
  try {
    index.save(path);
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
    return await sumFile(path);
  } catch (cause) {
    throw new DoppeltonError(
      'LIBRARY_UNAVAILABLE',
      `${path} cannot be written (${systemErrorCode(cause)})`,
      cause,
    );
  }
}
