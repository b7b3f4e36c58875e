import { duplicateGroups, families, type LibraryGraph } from '../../collection/index.js';
import { share, type Share } from './share.js';

/** What is true of a library: by a recording's id what it is a copy of (itself too), and what it came with. */
export interface KnownOrigins {
  readonly sourceOf: ReadonlyMap<string, string>;
  /** Recordings of one group may have something in common indeed: pairs of them are neither right nor wrong. */
  readonly groupOf: ReadonlyMap<string, string>;
}

/** How right a library's graph and its groups of duplicates are. */
export interface FamilyFigures {
  /** Of the pairs of a recording and its copies, and of these among one another, the ones that were joined. */
  readonly pairRecall: Share;
  /** Of the pairs that were joined, the right ones; those within a group left out. */
  readonly pairPrecision: Share;
  readonly pairsWithinGroups: number;
  /** Of the recordings with copies, those whose family holds all of them and nothing of another group. */
  readonly families: Share;
  /** Of the copies, those in one group of `dedupe` with what they are a copy of, and of its files those that are there wrongly. */
  readonly dedupeRecall: Share;
  readonly dedupeWrong: Share;
}

export function measureFamilies(
  graph: Pick<LibraryGraph, 'recordings' | 'pairs'>,
  { sourceOf, groupOf }: KnownOrigins,
): FamilyFigures {
  const isOneSource = (a: string, b: string) => sourceOf.has(a) && sourceOf.get(a) === sourceOf.get(b);
  const isOneGroup = (a: string, b: string) => groupOf.get(a) === groupOf.get(b);
  const members = membersBySource(sourceOf);
  const truePairs = members.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const right = graph.pairs.filter((pair) => isOneSource(pair.referenceId, pair.candidateId)).length;
  const wrong = graph.pairs.filter((pair) => !isOneGroup(pair.referenceId, pair.candidateId)).length;
  const found = families(graph).map(({ recordings }) => recordings.map(({ id }) => id));
  const isExact = (ids: readonly string[]) => {
    const family = found.find((each) => each.includes(ids[0]!)) ?? [];
    return ids.every((id) => family.includes(id)) && family.every((id) => isOneGroup(id, ids[0]!));
  };
  const groups = duplicateGroups(graph).map(({ best, copies }) => [
    best.id,
    ...copies.map((copy) => copy.recording.id),
  ]);
  const copies = members.flatMap((ids) => ids.slice(1).map((id) => [ids[0]!, id] as const));
  const grouped = copies.filter(([source, id]) =>
    groups.some((ids) => ids.includes(source) && ids.includes(id)),
  );
  const files = groups.flatMap((ids) => ids.map((id) => ids.some((other) => !isOneGroup(id, other))));
  return {
    pairRecall: share(right, truePairs),
    pairPrecision: share(right, right + wrong),
    pairsWithinGroups: graph.pairs.length - right - wrong,
    families: share(members.filter(isExact).length, members.length),
    dedupeRecall: share(grouped.length, copies.length),
    dedupeWrong: share(files.filter(Boolean).length, files.length),
  };
}

/** Of each recording with copies: itself, and then these. */
function membersBySource(sourceOf: ReadonlyMap<string, string>): string[][] {
  const members = new Map<string, string[]>();
  for (const [id, source] of sourceOf) {
    const list = members.get(source) ?? [source];
    members.set(source, list);
    if (id !== source) list.push(id);
  }
  return [...members.values()].filter(({ length }) => length > 1);
}
