import { expect, it } from 'vitest';
import { duplicateGroups } from './duplicate-groups.js';
import { familiesWithDuplicates } from './families-with-duplicates.js';
import { pairOf, recordingOf } from './graph.contract.js';

it('families hold every group of duplicates, those of identical files alone behind the others', () => {
  const twice = (id: string) => recordingOf(id, {}, { paths: [`/music/${id}`, `/copies/${id}`] });
  const recordings = [
    twice('a'),
    recordingOf('b'),
    ...['c', 'd', 'e'].map((id) => recordingOf(id)),
    twice('f'),
  ];
  const part = { referenceShare: 0.3, candidateShare: 0.3 };
  const graph = {
    recordings: [...recordings, recordingOf('g')],
    pairs: [pairOf('b', 'c'), pairOf('c', 'd', part), pairOf('d', 'e'), pairOf('d', 'f', part)],
  };
  const found = familiesWithDuplicates(graph);
  expect(found.map((family) => family.recordings.map(({ id }) => id).join(''))).toEqual(['bcdef', 'a']);
  expect(found[1]!.pairs).toEqual([]);
  const groups = found.flatMap(({ duplicates }) => duplicates);
  expect(groups.map(({ best }) => best.id)).toEqual(['b', 'd', 'f', 'a']);
  const byBest = (all: typeof groups) => all.toSorted((x, y) => x.best.id.localeCompare(y.best.id));
  expect(byBest(groups)).toEqual(byBest(duplicateGroups(graph)));
});
