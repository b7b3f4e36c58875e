import { readFile } from 'node:fs/promises';

/** Which of the fields behind a process's name says when it began (`starttime` in proc(5)). */
const START_FIELD = 19;

/**
 * What tells a process from another that has its number at another time: in which run of the system, and when in it, it
 * began.
 *
 * @returns Undefined where the system does not say, or has no such process.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  try {
    const [run, status] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'latin1'),
      readFile(`/proc/${pid}/stat`, 'latin1'),
    ]);
    // The name stands in brackets, and may hold brackets and spaces.
    const start = status.slice(status.lastIndexOf(')') + 2).split(' ')[START_FIELD];
    return start === undefined ? undefined : `${run.trim()}/${start}`;
  } catch {
    return undefined;
  }
}
