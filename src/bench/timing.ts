/** Times of repeated runs of one piece of work. */
export interface Timing {
  readonly medianMs: number;
  readonly bestMs: number;
}

/** Runs work once to warm up, then `runs` times. */
export async function time(runs: number, work: () => unknown): Promise<Timing> {
  await work();
  const milliseconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    milliseconds.push(await timed(work));
  }
  return summary(milliseconds);
}

/** @returns How many milliseconds the work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** @param milliseconds - Of each run; one or more. */
export function summary(milliseconds: readonly number[]): Timing {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return { medianMs: sorted[Math.floor(sorted.length / 2)]!, bestMs: sorted[0]! };
}
