import { readFile } from 'node:fs/promises';

const PAGE_BYTES = 4096;
const BYTES_PER_MEGABYTE = 1 << 20;

/**
 * Memory that another process holds in RAM.
 *
 * @returns Megabytes, or undefined where the system has no /proc, or no such process any more.
 */
export async function residentMegabytes(pid: number): Promise<number | undefined> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
    return (pages * PAGE_BYTES) / BYTES_PER_MEGABYTE;
  } catch {
    return undefined;
  }
}
