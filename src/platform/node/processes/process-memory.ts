import { readFile } from 'node:fs/promises';

const KILOBYTES_PER_MEGABYTE = 1 << 10;

/**
 * Memory that another process holds in RAM.
 *
 * @returns Megabytes, or undefined where the system has no /proc, or no such process any more.
 */
export async function residentMegabytes(pid: number): Promise<number | undefined> {
  try {
    // In kilobytes, where `statm` counts pages, whose size differs by machine. A process that has ended has none.
    const status = await readFile(`/proc/${pid}/status`, 'latin1');
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / KILOBYTES_PER_MEGABYTE;
  } catch {
    return undefined;
  }
}
