import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Reads a few bytes out of a file.
 *
 * @param position - First byte to read; negative counts from the end of the file.
 * @param length - Bytes to read, >= 0.
 * @returns At most `length` bytes, fewer where the file ends.
 */
export function readFileSlice(path: string, position: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const start = position < 0 ? Math.max(0, fstatSync(file).size + position) : position;
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(file, bytes, filled, length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}
