import type { LibraryRecording } from '../search/index.js';
import { advantageOver, bestCopy, type Advantage, type RatedCopy } from './copy-quality.js';
import { families, type Family } from './families.js';
import type { LibraryGraph, LibraryPair } from './library-graph.js';

/** Files of one library that hold one recording. */
export interface DuplicateGroup {
  /** The best copy. */
  readonly best: LibraryRecording;
  /** The others, file by file; never empty. */
  readonly copies: readonly DuplicateCopy[];
}

/** A copy of a group's best one. */
export interface DuplicateCopy {
  readonly recording: LibraryRecording;
  /** Of the files that hold it, this one. */
  readonly path: string;
  /** Whether a file of the group that comes before it is the same, byte for byte: the best one, or another copy. */
  readonly isIdentical: boolean;
  /** Its speed over the best one's, and semitones added to it. */
  readonly tempoRatio: number;
  readonly pitchShiftSemitones: number;
  /** Whether neither tempo nor pitch was changed. */
  readonly isSame: boolean;
  /** In what the best copy is better; absent where the two are equals. */
  readonly worseBy?: Advantage;
}

/** Two hold one recording when one line covers so much of what sounds in either. */
const WHOLE_SHARE = 0.9;
/** Tempi that differ by less are one: clocks differ, and the alignment is not exact. */
const SAME_TEMPO = 0.003;
const SAME_PITCH_SEMITONES = 0.25;

/**
 * Groups of files that hold one recording from (nearly) end to end, as it is or at another tempo or pitch. Largest
 * group first.
 */
export function duplicateGroups({
  recordings,
  pairs,
}: Pick<LibraryGraph, 'recordings' | 'pairs'>): DuplicateGroup[] {
  const joined = families({ recordings, pairs: pairs.filter(isWhole) });
  const members = new Set(joined.flatMap((family) => family.recordings.map(({ id }) => id)));
  const alone = recordings
    .filter(({ id, paths }) => paths.length > 1 && !members.has(id))
    .map((recording): Family => ({ recordings: [recording], pairs: [] }));
  // The sort is stable.
  return [...joined, ...alone].map(groupOf).sort((a, b) => b.copies.length - a.copies.length);
}

function isWhole({ line }: LibraryPair): boolean {
  return line.referenceShare >= WHOLE_SHARE && line.candidateShare >= WHOLE_SHARE;
}

/** Tempo and pitch of a copy relative to some other. */
interface Change {
  readonly tempoRatio: number;
  readonly pitchShiftSemitones: number;
}

function groupOf({ recordings, pairs }: Family): DuplicateGroup {
  const changes = changesFrom(recordings[0]!.id, pairs);
  const rated = recordings.map((recording): RatedCopy => {
    const own = changes.get(recording.id)!;
    const agreeing = recordings.filter(({ id }) => isSame(between(own, changes.get(id)!))).length;
    return { recording, agreeing };
  });
  const best = bestCopy(rated);
  const copies = rated.flatMap((copy): DuplicateCopy[] => {
    const { recording } = copy;
    const change = between(changes.get(best.recording.id)!, changes.get(recording.id)!);
    const worseBy = advantageOver(best, copy);
    const facts = { recording, ...change, isSame: isSame(change), ...(worseBy && { worseBy }) };
    const files = recording.paths.map((path, i) => ({ ...facts, path, isIdentical: i > 0 }));
    return copy === best ? files.slice(1) : files;
  });
  return { best: best.recording, copies };
}

/** By id what was changed from one member to the others, along the pairs. */
function changesFrom(first: string, pairs: readonly LibraryPair[]): Map<string, Change> {
  const changes = new Map<string, Change>([[first, { tempoRatio: 1, pitchShiftSemitones: 0 }]]);
  const neighbours = new Map<string, (readonly [string, Change])[]>();
  const join = (from: string, to: string, change: Change) => {
    const list = neighbours.get(from) ?? [];
    if (list.length === 0) neighbours.set(from, list);
    list.push([to, change]);
  };
  for (const { referenceId, candidateId, line } of pairs) {
    join(referenceId, candidateId, line);
    join(candidateId, referenceId, between(line, { tempoRatio: 1, pitchShiftSemitones: 0 }));
  }
  const waiting = [first];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const own = changes.get(id)!;
    for (const [other, change] of neighbours.get(id) ?? []) {
      if (changes.has(other)) continue;
      changes.set(other, {
        tempoRatio: own.tempoRatio * change.tempoRatio,
        pitchShiftSemitones: own.pitchShiftSemitones + change.pitchShiftSemitones,
      });
      waiting.push(other);
    }
  }
  return changes;
}

/** What leads from one copy to another, both known relative to a third. */
function between(from: Change, to: Change): Change {
  return {
    tempoRatio: to.tempoRatio / from.tempoRatio,
    pitchShiftSemitones: to.pitchShiftSemitones - from.pitchShiftSemitones,
  };
}

function isSame({ tempoRatio, pitchShiftSemitones }: Change): boolean {
  return Math.abs(tempoRatio - 1) < SAME_TEMPO && Math.abs(pitchShiftSemitones) < SAME_PITCH_SEMITONES;
}
