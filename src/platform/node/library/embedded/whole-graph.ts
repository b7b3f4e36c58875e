import type { FileHandle } from 'node:fs/promises';

/**
 * usearch does not look whether the end of a file that it saved reached the disk, and ends the process where a file that it
 * maps is shorter than it says. How long one is follows from its levels (`save_to_stream` of `index_dense_gt` and
 * `index_gt` in usearch 2): counts, vectors, two headers, the level of each vector, and a node each.
 */
const COUNTS_BYTES = 8;
const HEADERS_BYTES = 64 + 40;
const LEVEL_BYTES = 2;
/** Key, level, and the count of links, which stands before the links of each level. */
const NODE_BYTES = 8 + 2;
const COUNT_BYTES = 4;
const LINK_BYTES = 4;

/** A graph as its file says it. */
export interface GraphShape {
  readonly vectors: number;
  readonly bits: number;
  /** Links of a node in each level but the lowest, where it has twice as many. */
  readonly connectivity: number;
}

/** Length that the file of a graph should have; undefined where it ends before it says so. */
export async function wholeGraphBytes(
  file: FileHandle,
  { vectors, bits, connectivity }: GraphShape,
): Promise<number | undefined> {
  const start = COUNTS_BYTES + (vectors * bits) / 8 + HEADERS_BYTES;
  const levels = Buffer.alloc(LEVEL_BYTES * vectors);
  const { bytesRead } = await file.read(levels, 0, levels.length, start);
  if (bytesRead < levels.length) return undefined;
  let upperLevels = 0;
  for (let i = 0; i < vectors; i++) upperLevels += levels.readInt16LE(LEVEL_BYTES * i);
  const lowest = NODE_BYTES + COUNT_BYTES + 2 * connectivity * LINK_BYTES;
  return start + levels.length + vectors * lowest + upperLevels * (COUNT_BYTES + connectivity * LINK_BYTES);
}
