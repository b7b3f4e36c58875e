import type { DuplicateCopy, LibraryFamily } from '../../client/index.js';

/** What a recording is among the files that hold the same. */
export type DuplicateRole =
  | { readonly kind: 'best' }
  | { readonly kind: 'copy'; readonly copy: DuplicateCopy; readonly bestNumber: number };

/** Recordings' numbers in their family, from 1, by id. */
export function numbersOf({ recordings }: Pick<LibraryFamily, 'recordings'>): ReadonlyMap<string, number> {
  return new Map(recordings.map(({ id }, i) => [id, i + 1]));
}

/** What each recording of a family is, by id; those that share but a part with the others are nothing. */
export function rolesOf(family: LibraryFamily): ReadonlyMap<string, DuplicateRole> {
  const numbers = numbersOf(family);
  return new Map(
    family.duplicates.flatMap(({ bestId, copies }): [string, DuplicateRole][] => [
      [bestId, { kind: 'best' }],
      // Identical files go by the id of the one that stands for them.
      ...copies
        .filter(({ isIdentical }) => !isIdentical)
        .map((copy): [string, DuplicateRole] => [
          copy.id,
          { kind: 'copy', copy, bestNumber: numbers.get(bestId)! },
        ]),
    ]),
  );
}

/** Names of the further files of each recording, the same byte for byte, by id. */
export function furtherFilesOf({ duplicates }: LibraryFamily): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { id, name, isIdentical } of duplicates.flatMap(({ copies }) => copies)) {
    if (isIdentical) names.set(id, [...(names.get(id) ?? []), name]);
  }
  return names;
}
