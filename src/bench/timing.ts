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
    const start = performance.now();
    await work();
    milliseconds.push(performance.now() - start);
  }
  return summary(milliseconds);
}

/** @param milliseconds - Of each run; one or more. */
export function summary(milliseconds: readonly number[]): Timing {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  return { medianMs: sorted[Math.floor(sorted.length / 2)]!, bestMs: sorted[0]! };
}
