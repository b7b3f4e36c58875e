import type { LibraryRecording } from '../search/index.js';
import type { LibraryGraph, LibraryPair } from './library-graph.js';

/** Recordings that have something in common with one another, directly or through others. */
export interface Family {
  /** Two or more, in order of their paths. */
  readonly recordings: readonly LibraryRecording[];
  readonly pairs: readonly LibraryPair[];
}

/** The families of a library, largest first, then in order of their paths. Recordings without a pair are in none. */
export function families({ recordings, pairs }: Pick<LibraryGraph, 'recordings' | 'pairs'>): Family[] {
  const roots = joinedBy(pairs);
  const byRoot = new Map<string, { recordings: LibraryRecording[]; pairs: LibraryPair[] }>();
  for (const recording of recordings) {
    const root = roots.get(recording.id);
    if (root === undefined) continue;
    const family = byRoot.get(root) ?? { recordings: [], pairs: [] };
    byRoot.set(root, family);
    family.recordings.push(recording);
  }
  for (const pair of pairs) byRoot.get(roots.get(pair.referenceId)!)?.pairs.push(pair);
  // The sort is stable: families of one size stay in order of their first path.
  return [...byRoot.values()].sort((a, b) => b.recordings.length - a.recordings.length);
}

/** By id the one that stands for all that are joined with it. */
function joinedBy(pairs: readonly LibraryPair[]): Map<string, string> {
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    while (parents.get(root) !== undefined && parents.get(root) !== root) root = parents.get(root)!;
    // Shortens the way for the next time.
    for (let at = id; at !== root;) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { referenceId, candidateId } of pairs) {
    const [a, b] = [rootOf(referenceId), rootOf(candidateId)];
    parents.set(a, a);
    parents.set(b, a);
  }
  return new Map([...parents.keys()].map((id) => [id, rootOf(id)]));
}
