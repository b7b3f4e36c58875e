import { describe, expect, it } from 'vitest';
import { mapFamily, NODE_RADIUS, type MappedFamily } from './family-map.js';
import { boxAround, textWidth } from './label-placement.js';

const WORDS = ['× 1.250, −3.0 st', '98 / 87 %, LR +3.1'];

function family(recordings: number, ends: readonly (readonly [number, number])[]): MappedFamily {
  return {
    names: Array.from({ length: recordings }, (_, i) => `/music/A recording of some length ${i}.flac`),
    pairs: ends.map(([from, to]) => ({ from, to, words: WORDS })),
  };
}

const numbers = (length: number) => Array.from({ length }, (_, i) => i);
const clique = (n: number) =>
  family(
    n,
    numbers(n).flatMap((to) => numbers(to).map((from): [number, number] => [from, to])),
  );
const star = (n: number) =>
  family(
    n,
    numbers(n - 1).map((i): [number, number] => [0, i + 1]),
  );
const chain = (n: number) =>
  family(
    n,
    numbers(n - 1).map((i): [number, number] => [i, i + 1]),
  );

const FAMILIES: readonly (readonly [string, MappedFamily])[] = [
  ...[2, 3, 4, 5, 6].map((n) => [`all pairs of ${n}`, clique(n)] as const),
  ...[4, 8, 12, 20].map((n) => [`a star of ${n}`, star(n)] as const),
  ...[3, 9, 16].map((n) => [`a chain of ${n}`, chain(n)] as const),
];

describe('a map of a family', () => {
  it.each(FAMILIES)('of %s has room for all that is written, and nothing covers anything', (_, mapped) => {
    const { width, height, nodes, edges } = mapFamily(mapped);
    const boxes = [
      ...nodes.map((node) => boxAround(node, { width: 2 * NODE_RADIUS, height: 2 * NODE_RADIUS })),
      ...nodes.map(({ name }) => boxAround(name!, name!)),
      ...edges.map(({ label }) => boxAround(label!, label!)),
    ];
    for (const [i, a] of boxes.entries()) {
      expect(Math.min(a.left, a.top, width - a.right, height - a.bottom)).toBeGreaterThanOrEqual(0);
      for (const b of boxes.slice(0, i)) {
        const apart = Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
        expect(apart).toBeGreaterThan(0);
      }
    }
    expect(mapFamily(mapped)).toEqual(mapFamily(mapped));
  });

  it('has numbers alone where the family is large, and no words where pairs are many', () => {
    const { nodes, edges } = mapFamily(star(60));
    expect([nodes.length, edges.length]).toEqual([60, 59]);
    expect(nodes.every(({ name }) => name === undefined)).toBe(true);
    const { edges: many } = mapFamily(clique(8));
    expect(many.every(({ label }) => label === undefined)).toBe(true);
  });

  it('shortens long names in the middle, where letters are of any script', () => {
    const { nodes } = mapFamily({
      names: ['a/Запись с очень длинным названием, часть первая.flac', '録音の名前がとても長い場合.wav'],
      pairs: [{ from: 0, to: 1, words: [] }],
    });
    expect(nodes[0]!.name!.lines).toEqual(['Запись с очен… первая.flac']);
    expect(textWidth('録音', 10)).toBeGreaterThan(textWidth('ab', 10));
  });
});
