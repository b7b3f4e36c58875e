import { describe, expect, it } from 'vitest';
import { families } from './families.js';
import { pairOf, recordingOf } from './graph.contract.js';

describe('families', () => {
  it('join what is joined through others, the largest first, and leave out what is alone', () => {
    const recordings = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => recordingOf(id));
    const pairs = [pairOf('a', 'g'), pairOf('e', 'f'), pairOf('b', 'f'), pairOf('b', 'd'), pairOf('d', 'e')];
    const found = families({ recordings, pairs });
    expect(found.map((family) => family.recordings.map(({ id }) => id).join(''))).toEqual(['bdef', 'ag']);
    expect(found.map((family) => family.pairs.length)).toEqual([4, 1]);
    expect(families({ recordings, pairs: [] })).toEqual([]);
  });
});
