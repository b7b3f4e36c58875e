import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Recording, Split } from './recording.js';
import { splitByGroup } from './split-by-group.js';

function recording(id: string, group: string, split?: Split): Recording {
  return { id, path: `/music/${id}`, group, ...(split !== undefined && { split }) };
}

/** 400 groups of three recordings each. */
const RECORDINGS = Array.from({ length: 1200 }, (_, i) => recording(`r${i}`, `artist ${i % 400}`));

describe('splitByGroup', () => {
  test('a group is never torn apart', () => {
    const splits = new Map<string, Set<Split>>();
    for (const { group, split } of splitByGroup(RECORDINGS, { seed: 1 })) {
      splits.set(group, (splits.get(group) ?? new Set()).add(split));
    }
    expect([...splits.values()].every((found) => found.size === 1)).toBe(true);
  });

  test('recordings that come later move no other', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.string()), fc.array(fc.string()), (seed, groups, later) => {
        const few = groups.map((group, i) => recording(`a${i}`, group));
        const many = [...later.map((group, i) => recording(`b${i}`, group)), ...few];
        const before = splitByGroup(few, { seed }).map(({ split }) => split);
        const after = splitByGroup(many, { seed }).map(({ split }) => split);
        expect(after.slice(later.length)).toEqual(before);
      }),
    );
  });

  test('the shares of the groups come near the fractions asked for', () => {
    const split = splitByGroup(RECORDINGS, { seed: 7, fractions: { train: 0.5, val: 0.3, test: 0.2 } });
    const share = (name: Split): number => split.filter((item) => item.split === name).length / split.length;
    // Three standard deviations of a share of 400 draws are at most 0.075.
    expect(Math.abs(share('train') - 0.5)).toBeLessThan(0.075);
    expect(Math.abs(share('val') - 0.3)).toBeLessThan(0.075);
    expect(Math.abs(share('test') - 0.2)).toBeLessThan(0.075);
  });

  test('another seed gives another split', () => {
    const first = splitByGroup(RECORDINGS, { seed: 1 }).map(({ split }) => split);
    const second = splitByGroup(RECORDINGS, { seed: 2 }).map(({ split }) => split);
    expect(second).not.toEqual(first);
  });

  test('given splits are kept, and the rest of their group joins them', () => {
    const fractions = { train: 1, val: 0, test: 0 };
    const given = [recording('a', 'x'), recording('b', 'x', 'test'), recording('c', 'y')];
    const splits = splitByGroup(given, { seed: 3, fractions }).map(({ split }) => split);
    expect(splits).toEqual(['test', 'test', 'train']);
  });

  test('fractions that do not sum to one are refused', () => {
    const fractions = { train: 0.8, val: 0.1, test: 0.2 };
    expect(() => splitByGroup(RECORDINGS, { seed: 1, fractions })).toThrow(/sum to 1/);
  });
});
