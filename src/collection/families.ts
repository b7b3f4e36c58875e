import type { LibraryRecording } from '../search/index.js';
import { JoinedIds } from './joined-ids.js';
import type { LibraryGraph, LibraryPair } from './library-graph.js';

/** Recordings that have something in common with one another, directly or through others. */
export interface Family {
  /** Two or more, in order of their paths. */
  readonly recordings: readonly LibraryRecording[];
  readonly pairs: readonly LibraryPair[];
}

/** The families of a library, largest first, then in order of their paths. Recordings without a pair are in none. */
export function families({ recordings, pairs }: Pick<LibraryGraph, 'recordings' | 'pairs'>): Family[] {
  const joined = new JoinedIds();
  for (const { referenceId, candidateId } of pairs) joined.join(referenceId, candidateId);
  const byRoot = new Map<string, { recordings: LibraryRecording[]; pairs: LibraryPair[] }>();
  for (const recording of recordings) {
    if (!joined.has(recording.id)) continue;
    const root = joined.rootOf(recording.id);
    const family = byRoot.get(root) ?? { recordings: [], pairs: [] };
    byRoot.set(root, family);
    family.recordings.push(recording);
  }
  for (const pair of pairs) byRoot.get(joined.rootOf(pair.referenceId))?.pairs.push(pair);
  // The sort is stable: families of one size stay in order of their first path.
  return [...byRoot.values()].sort((a, b) => b.recordings.length - a.recordings.length);
}
