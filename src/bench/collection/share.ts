/** A share with its counts and the 95 % interval of the trials taken as independent. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly interval95: readonly [number, number];
}

const NORMAL_95 = 1.959964;

/** @see Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927. */
export function share(hits: number, of: number): Share {
  if (of === 0) return { hits, of, interval95: [0, 1] };
  const rate = hits / of;
  const squared = NORMAL_95 ** 2;
  const middle = rate + squared / (2 * of);
  const width = NORMAL_95 * Math.sqrt((rate * (1 - rate)) / of + squared / (4 * of * of));
  const scale = 1 + squared / of;
  return {
    hits,
    of,
    interval95: [Math.max(0, (middle - width) / scale), Math.min(1, (middle + width) / scale)],
  };
}

export function describeShare({ hits, of, interval95: [low, high] }: Share): string {
  const percent = (rate: number) => (100 * rate).toFixed(1);
  return `${hits} of ${of}, ${percent(hits / of)} % (${percent(low)}–${percent(high)})`;
}
