/** What is looked at of a pair: which two it joins, and how much they have in common. */
export interface WeighedPair {
  /** Indices of the recordings. */
  readonly from: number;
  readonly to: number;
  /** > 0. */
  readonly weight: number;
}

/**
 * The best connected recordings of a family, and the pairs between them: begins with the recording that has most in common
 * with all others, and takes in, again and again, the one that has most in common with those that are in; of equals, with
 * all others. What is taken in hangs together if the family does.
 *
 * @param recordings - How many the family has.
 * @param most - How many are wanted at most, > 0.
 * @returns Indices of recordings and of pairs, ascending.
 */
export function strongestPart(
  recordings: number,
  pairs: readonly WeighedPair[],
  most: number,
): { readonly recordings: readonly number[]; readonly pairs: readonly number[] } {
  const neighbours = Array.from({ length: recordings }, (): [number, number][] => []);
  const toAll = new Float64Array(recordings);
  for (const { from, to, weight } of pairs) {
    neighbours[from]!.push([to, weight]);
    neighbours[to]!.push([from, weight]);
    toAll[from]! += weight;
    toAll[to]! += weight;
  }
  const toChosen = new Float64Array(recordings);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(most, recordings)) {
    let next = -1;
    for (let i = 0; i < recordings; i++) {
      if (chosen.has(i)) continue;
      const lead = next < 0 ? 1 : toChosen[i]! - toChosen[next]! || toAll[i]! - toAll[next]!;
      if (lead > 0) next = i;
    }
    chosen.add(next);
    for (const [other, weight] of neighbours[next]!) toChosen[other]! += weight;
  }
  return {
    recordings: [...chosen].sort((a, b) => a - b),
    pairs: pairs.flatMap(({ from, to }, i) => (chosen.has(from) && chosen.has(to) ? [i] : [])),
  };
}
