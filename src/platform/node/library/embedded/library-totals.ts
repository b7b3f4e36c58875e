import { z } from 'zod';

export const totalsSchema = z.strictObject({
  recordings: z.int().nonnegative(),
  windows: z.int().nonnegative(),
  durationSeconds: z.number().nonnegative(),
  /** Ordinal of the recording that is added next. */
  nextOrdinal: z.int().nonnegative(),
});

export type LibraryTotals = z.infer<typeof totalsSchema>;

export const indexFileSchema = z.strictObject({
  /** Name in the library's folder. */
  file: z.string(),
  /** None where an earlier version did not see that the disk was full. */
  bytes: z.int().nonnegative(),
  crc32: z.int().nonnegative(),
  /** It holds the recordings of lower ordinals. */
  endOrdinal: z.int().nonnegative(),
  windows: z.int().nonnegative(),
  /** Of its windows, those of recordings that were removed since. */
  removedWindows: z.int().nonnegative(),
  /** See `GRAPH_KIND`. */
  kind: z.string().exactOptional(),
});

/** The file of vectors that counts, and what it holds. */
export type IndexFile = z.infer<typeof indexFileSchema>;

export const NO_TOTALS: LibraryTotals = { recordings: 0, windows: 0, durationSeconds: 0, nextOrdinal: 0 };

/** Totals after recordings came (1) or went (−1). */
export function changedTotals(
  totals: LibraryTotals,
  recordings: number,
  windows: number,
  durationSeconds: number,
  nextOrdinal: number,
): LibraryTotals {
  const left = totals.recordings + recordings;
  return {
    recordings: left,
    windows: totals.windows + windows,
    // A sum of many lengths from which each was taken again is not exactly 0.
    durationSeconds: left === 0 ? 0 : Math.max(0, totals.durationSeconds + durationSeconds),
    nextOrdinal,
  };
}
