import { DoppeltonError } from '../errors/index.js';
import { Rng } from '../numeric/index.js';
import { SPLITS, type Recording, type Split } from './recording.js';

/** Share of the groups that each split receives; each in [0, 1], together 1. */
export type SplitFractions = Readonly<Record<Split, number>>;

/** Eight groups of ten for training, one each for choosing and for reporting. */
export const DEFAULT_SPLIT_FRACTIONS: SplitFractions = { train: 0.8, val: 0.1, test: 0.1 };

interface SplitOptions {
  /** Any integer; another seed gives another split. */
  readonly seed: number;
  readonly fractions?: SplitFractions;
}

/**
 * Gives every recording a split such that a group is never torn apart.
 *
 * A group's place depends on its name and the seed alone, so recordings added later move no other. Splits that the
 * publisher has given are kept, and the rest of such a group joins them (train first, where a publisher has torn a
 * group apart).
 *
 * @returns The same recordings in the same order, each with a split.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the fractions do not sum to 1.
 */
export function splitByGroup(
  recordings: readonly Recording[],
  { seed, fractions = DEFAULT_SPLIT_FRACTIONS }: SplitOptions,
): (Recording & { readonly split: Split })[] {
  requireFractions(fractions);
  const given = givenSplits(recordings);
  return recordings.map((recording) => ({
    ...recording,
    split: recording.split ?? given.get(recording.group) ?? drawSplit(recording.group, seed, fractions),
  }));
}

function givenSplits(recordings: readonly Recording[]): Map<string, Split> {
  const given = new Map<string, Split>();
  for (const { group, split } of recordings) {
    if (split === undefined) continue;
    const earlier = given.get(group);
    if (earlier === undefined || SPLITS.indexOf(split) < SPLITS.indexOf(earlier)) given.set(group, split);
  }
  return given;
}

function drawSplit(group: string, seed: number, fractions: SplitFractions): Split {
  const place = new Rng(seed).fork(group).uniform();
  if (place < fractions.train) return 'train';
  return place < fractions.train + fractions.val ? 'val' : 'test';
}

function requireFractions(fractions: SplitFractions): void {
  const shares = SPLITS.map((split) => fractions[split]);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.every((share) => share >= 0) && Math.abs(sum - 1) < 1e-9) return;
  throw new DoppeltonError(
    'SETTING_OUT_OF_RANGE',
    `Split fractions must be at least 0 and sum to 1, not ${shares.join(' + ')}.`,
  );
}
