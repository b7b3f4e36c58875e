import { duplicateGroups, type DuplicateGroup } from './duplicate-groups.js';
import { families, type Family } from './families.js';
import type { LibraryGraph } from './library-graph.js';

/** A family of a library, and which of its files hold one recording. */
export interface FamilyWithDuplicates extends Family {
  /** Largest group first. */
  readonly duplicates: readonly DuplicateGroup[];
}

/**
 * The families of a library, each with its groups of {@link duplicateGroups}. A recording that has nothing in common with
 * another, but is in the library as several identical files, is a family of its own, behind the others.
 */
export function familiesWithDuplicates(
  graph: Pick<LibraryGraph, 'recordings' | 'pairs'>,
): FamilyWithDuplicates[] {
  const joined = families(graph);
  const duplicates = joined.map((): DuplicateGroup[] => []);
  const alone: FamilyWithDuplicates[] = [];
  const places = new Map(joined.flatMap(({ recordings }, i) => recordings.map(({ id }) => [id, i])));
  for (const group of duplicateGroups(graph)) {
    const place = places.get(group.best.id);
    if (place === undefined) alone.push({ recordings: [group.best], pairs: [], duplicates: [group] });
    else duplicates[place]!.push(group);
  }
  return [...joined.map((family, i) => ({ ...family, duplicates: duplicates[i]! })), ...alone];
}
