import { describe, expect, it } from 'vitest';
import { pairOf, recordingOf } from '../../collection/graph.contract.js';
import { measureFamilies } from './measure-families.js';
import { share } from './share.js';

describe('how right a graph is', () => {
  const copies = { a: ['a', 'a1', 'a2'], b: ['b', 'b1'] };
  const sourceOf = new Map(Object.entries(copies).flatMap(([source, ids]) => ids.map((id) => [id, source])));
  const ids = [...sourceOf.keys(), 'c', 'd', 'e'];
  // d came with a, so that whether the two have something in common is not known.
  const groupOf = new Map(ids.map((id) => [id, id === 'd' ? 'a' : (sourceOf.get(id) ?? id)]));
  const recordings = ids.map((id) => recordingOf(id));

  it('counts pairs that are there, that are wrong, and that nobody knows of', () => {
    const part = { referenceShare: 0.5, candidateShare: 0.5 };
    const pairs = [
      pairOf('a', 'a1'),
      pairOf('a', 'a2'),
      pairOf('b', 'b1', part),
      pairOf('b1', 'c', part),
      pairOf('a', 'd', part),
    ];
    const figures = measureFamilies({ recordings, pairs }, { sourceOf, groupOf });
    expect(figures.pairRecall).toMatchObject({ hits: 3, of: 4 });
    expect(figures.pairPrecision).toMatchObject({ hits: 3, of: 4 });
    expect(figures.pairsWithinGroups).toBe(1);
    // That of b has a stranger in it.
    expect(figures.families).toMatchObject({ hits: 1, of: 2 });
    expect(figures.dedupeRecall).toMatchObject({ hits: 2, of: 3 });
    expect(figures.dedupeWrong).toMatchObject({ hits: 0, of: 3 });
  });

  it('calls two that are copies of nothing no pair', () => {
    const figures = measureFamilies({ recordings, pairs: [pairOf('c', 'e')] }, { sourceOf, groupOf });
    expect(figures.pairPrecision).toMatchObject({ hits: 0, of: 1 });
  });
});

describe('a share', () => {
  it('has the interval of Wilson, within 0 and 1', () => {
    const [low, high] = share(8, 10).interval95;
    expect(low).toBeCloseTo(0.4902, 3);
    expect(high).toBeCloseTo(0.9433, 3);
    expect(share(10, 10).interval95[1]).toBeCloseTo(1, 12);
    expect(share(0, 10).interval95[0]).toBeCloseTo(0, 12);
    expect(share(0, 0).interval95).toEqual([0, 1]);
  });
});
