import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Index, MetricKind, ScalarKind } from 'usearch';
import { DoppeltonError } from '../../../../errors/index.js';
import { refusalReason } from '../../files/refusal-reason.js';
import { wholeGraphBytes } from './whole-graph.js';

/** Neighbours that a vector of the graph is linked to: some 67 bytes a vector beside its bits; 8 take 85, 16 take 148. */
const CONNECTIVITY = 6;
/** Vectors that are looked at when one is put in its place, and when neighbours are searched. */
const EXPANSION_ADD = 128;
const EXPANSION_SEARCH = 128;

/** What the files of such graphs hold; others are made anew. */
export const GRAPH_KIND = 'turned-signs/1';

/**
 * An empty graph of vectors in bits, compared by how many differ; Malkov & Yashunin, "Hierarchical navigable small world
 * graphs", 2018. What is put in and searched for are numbers of a byte, of which the sign counts.
 */
export function createVectorIndex(bits: number): Index {
  return new Index({
    dimensions: bits,
    metric: MetricKind.Hamming,
    quantization: ScalarKind.B1,
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

/** Waits until a file that was saved is on the disk; what usearch could not write at its end is missing without a word. */
async function requireWhole(index: Index, path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    const shape = { vectors: index.size(), bits: index.dimensions(), connectivity: index.connectivity() };
    const needed = await wholeGraphBytes(file, shape);
    const { size } = await file.stat();
    if (size !== needed) throw new Error(`${size} of ${needed ?? 'its'} bytes were written`);
  } finally {
    await file.close();
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
    await requireWhole(index, path);
    return await sumFile(path);
  } catch (cause) {
    throw new DoppeltonError(
      'LIBRARY_UNAVAILABLE',
      `${path} cannot be written (${refusalReason(path, cause)})`,
      cause,
    );
  }
}
