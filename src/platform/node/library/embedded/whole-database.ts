import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { DoppeltonError } from '../../../../errors/index.js';

/**
 * LMDB maps its file into memory and trusts it: a file that ends before its last page ends the process with SIGBUS. Its
 * two meta pages say how many pages there are (`MDB_page` and `MDB_meta` in mdb.c of LMDB 0.9.90).
 */
const MAGIC = 0xbeefc0de;
const FIELD = { magic: 24, pageBytes: 48, lastPage: 144, transaction: 152 } as const;
const HEADER_BYTES = 160;
const SMALLEST_PAGE_BYTES = 256;

/** Room for new pages of the tables, and for the ends of long values' last pages. */
const SLACK_BYTES = 1 << 20;

/**
 * Makes sure that an LMDB file is as long as its header says.
 *
 * @throws DoppeltonError `LIBRARY_DAMAGED` when it is cut off or is no such file.
 */
export function requireWholeDatabase(path: string): void {
  const file = openSync(path, 'r');
  try {
    const needed = neededBytes(file);
    if (needed === undefined) throw new DoppeltonError('LIBRARY_DAMAGED', `${path} is not a database`);
    const { size } = fstatSync(file);
    if (size >= needed) return;
    throw new DoppeltonError('LIBRARY_DAMAGED', `${path} is cut off: ${size} of ${needed} bytes are there`);
  } finally {
    closeSync(file);
  }
}

/**
 * Makes an LMDB file longer, without taking space, so that it will be as long as its header says also after a
 * transaction that leaves the last pages free: LMDB does not write those.
 *
 * To be called inside a write transaction, when no other process can be writing.
 *
 * @param newBytes - That the transaction adds.
 * @param changedBytes - That it changes at most, where there are as many: LMDB writes changed pages in new places.
 */
export function reserveDatabaseBytes(path: string, newBytes: number, changedBytes: number): void {
  const file = openSync(path, 'r+');
  try {
    const present = neededBytes(file) ?? 0;
    const wanted = present + newBytes + Math.min(present, changedBytes) + SLACK_BYTES;
    if (fstatSync(file).size < wanted) ftruncateSync(file, wanted);
  } finally {
    closeSync(file);
  }
}

/** Length that the newer of the two meta pages asks for; undefined where there is none. */
function neededBytes(file: number): number | undefined {
  const first = readMeta(file, 0);
  const second = readMeta(file, first?.pageBytes ?? SMALLEST_PAGE_BYTES);
  if (first === undefined || second === undefined) return undefined;
  const newest = first.transaction > second.transaction ? first : second;
  return (newest.lastPage + 1) * newest.pageBytes;
}

function readMeta(file: number, position: number) {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(file, header, 0, HEADER_BYTES, position) < HEADER_BYTES) return undefined;
  if (header.readUInt32LE(FIELD.magic) !== MAGIC) return undefined;
  return {
    pageBytes: header.readUInt32LE(FIELD.pageBytes),
    lastPage: Number(header.readBigUInt64LE(FIELD.lastPage)),
    transaction: header.readBigUInt64LE(FIELD.transaction),
  };
}
