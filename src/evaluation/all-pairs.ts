import { DoppeltonError } from '../errors/index.js';
import type { PairKind } from './all-pairs-plan.js';
import type { RecordingTrials } from './recording-trials.js';

/**
 * Kinds of pairs as numbers, for tables of them. Same-group non-targets are counted among the non-targets, and reported
 * apart.
 */
export const PAIR_CODE = {
  'left-out': 0,
  target: 1,
  'non-target': 2,
  'same-group-non-target': 3,
} as const satisfies Record<PairKind, number>;

/** Scores of every reference against every candidate. */
export interface AllPairs {
  /** Items a side. */
  readonly count: number;
  /** Row-major, shape (count, count): reference i, candidate j at `i * count + j`. Finite where not left out. */
  readonly scores: Float32Array;
  /** `PAIR_CODE` of each pair, shape (count, count), or a function that tells its kind, such as `kindOfPair`. */
  readonly kinds: Uint8Array | ((reference: number, candidate: number) => PairKind);
  /** Recording of each item, any whole numbers. An item is of the same recording as reference and as candidate. */
  readonly recordingOf: Int32Array;
}

/**
 * All pairs but those left out, as a list; trial t has `PAIR_CODE` `codes[t]` and comes from pair `pairs[t]`. Recordings
 * that stand in some trial are numbered anew, without gaps.
 */
export interface AllPairsTrials extends RecordingTrials {
  readonly codes: Uint8Array;
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
  const codeOf = Uint8Array.from(scores, (_, pair) =>
    typeof kinds === 'function' ? PAIR_CODE[kinds(Math.floor(pair / count), pair % count)] : kinds[pair]!,
  );
  if (codeOf.some((code) => code > PAIR_CODE['same-group-non-target'])) {
    throw new DoppeltonError('TRIALS_INVALID', 'the code of a pair is not one of 0, 1, 2 and 3');
  }
  const pairs = Uint32Array.from(codeOf.keys()).filter((pair) => codeOf[pair] !== PAIR_CODE['left-out']);
  const numbers = new Map<number, number>();
  const numberOf = (item: number): number => {
    const recording = recordingOf[item]!;
    const known = numbers.get(recording) ?? numbers.size;
    numbers.set(recording, known);
    return known;
  };
  return {
    pairs,
    codes: Uint8Array.from(pairs, (pair) => codeOf[pair]!),
    scores: Float64Array.from(pairs, (pair) => scores[pair]!),
    labels: Uint8Array.from(pairs, (pair) => (codeOf[pair] === PAIR_CODE.target ? 1 : 0)),
    references: Uint32Array.from(pairs, (pair) => numberOf(Math.floor(pair / count))),
    candidates: Uint32Array.from(pairs, (pair) => numberOf(pair % count)),
    recordings: numbers.size,
  };
}
