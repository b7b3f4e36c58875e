/** Whole seconds, [begin, end). */
export interface WholeSpan {
  readonly begin: number;
  readonly end: number;
}

export function spanLength({ begin, end }: WholeSpan): number {
  return Math.max(0, end - begin);
}

/** What two spans have in common; of length 0 where that is nothing. */
export function commonSpan(a: WholeSpan, b: WholeSpan): WholeSpan {
  const begin = Math.max(a.begin, b.begin);
  return { begin, end: Math.max(begin, Math.min(a.end, b.end)) };
}

/** Seconds that lie in any of the spans. */
export function coveredLength(spans: readonly WholeSpan[]): number {
  let covered = 0;
  let reached = -Infinity;
  for (const { begin, end } of spans.toSorted((a, b) => a.begin - b.begin)) {
    covered += Math.max(0, end - Math.max(begin, reached));
    reached = Math.max(reached, end);
  }
  return covered;
}
