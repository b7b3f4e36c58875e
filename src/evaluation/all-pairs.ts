import { DoppeltonError } from '../errors/index.js';
import type { RecordingTrials } from './recording-trials.js';

/** What a pair of items is to an evaluation. */
export const PAIR_KIND = {
  /** No trial: nothing is known, or nothing is asked. */
  leftOut: 0,
  target: 1,
  nonTarget: 2,
  /** A non-target of the same group (album, package): counted among the non-targets, and reported apart. */
  sameGroupNonTarget: 3,
} as const;

export type PairKind = (typeof PAIR_KIND)[keyof typeof PAIR_KIND];

/** Scores of every reference against every candidate. */
export interface AllPairs {
  /** Items a side. */
  readonly count: number;
  /** Row-major, shape (count, count): reference i, candidate j at `i * count + j`. Finite where not left out. */
  readonly scores: Float32Array;
  /** Kind of each pair, shape (count, count), or a function that tells it. */
  readonly kinds: Uint8Array | ((reference: number, candidate: number) => PairKind);
  /** Recording of each item, any whole numbers. An item is of the same recording as reference and as candidate. */
  readonly recordingOf: Int32Array;
}

/**
 * All pairs but those left out, as a list; trial t has kind `kinds[t]` and comes from pair `pairs[t]`. Recordings that
 * stand in some trial are numbered anew, without gaps.
 */
export interface AllPairsTrials extends RecordingTrials {
  readonly kinds: Uint8Array;
  /** Index into `AllPairs.scores`. */
  readonly pairs: Uint32Array;
}

/**
 * Lists the trials of all pairs, row by row.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when lengths do not fit `count`, or a kind is unknown.
 */
export function allPairsTrials({ count, scores, kinds, recordingOf }: AllPairs): AllPairsTrials {
  const fits =
    scores.length === count * count &&
    recordingOf.length === count &&
    (typeof kinds === 'function' || kinds.length === count * count);
  if (!fits) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      `all pairs of ${count} items need ${count * count} scores and kinds and ${count} recordings`,
    );
  }
  const kindOf = Uint8Array.from(scores, (_, pair) =>
    typeof kinds === 'function' ? kinds(Math.floor(pair / count), pair % count) : kinds[pair]!,
  );
  if (kindOf.some((kind) => kind > PAIR_KIND.sameGroupNonTarget)) {
    throw new DoppeltonError('TRIALS_INVALID', 'a kind of pair is not one of 0, 1, 2 and 3');
  }
  const pairs = Uint32Array.from(kindOf.keys()).filter((pair) => kindOf[pair] !== PAIR_KIND.leftOut);
  const numbers = new Map<number, number>();
  const numberOf = (item: number): number => {
    const recording = recordingOf[item]!;
    const known = numbers.get(recording) ?? numbers.size;
    numbers.set(recording, known);
    return known;
  };
  return {
    pairs,
    kinds: Uint8Array.from(pairs, (pair) => kindOf[pair]!),
    scores: Float64Array.from(pairs, (pair) => scores[pair]!),
    labels: Uint8Array.from(pairs, (pair) => (kindOf[pair] === PAIR_KIND.target ? 1 : 0)),
    references: Uint32Array.from(pairs, (pair) => numberOf(Math.floor(pair / count))),
    candidates: Uint32Array.from(pairs, (pair) => numberOf(pair % count)),
    recordings: numbers.size,
  };
}
