import { describeAugmentation, pitchShiftOf, tempoRatioOf } from '../../../augment/index.js';
import type { Fragment, Trial } from '../../../evaluation/index.js';
import type { ListedPair } from './trial-pairs-file.js';

/** One row a trial of a protocol: score, label, both fragments, what was done, tags. */
export function protocolScoreRows(trials: readonly Trial[], scores: Float64Array) {
  return trials.map(({ reference, candidate, label, tags }, i) => ({
    score: scores[i]!,
    label,
    reference: reference.recordingId,
    referenceStartSeconds: reference.startSeconds,
    candidate: candidate.recordingId,
    candidateStartSeconds: candidate.startSeconds,
    fragmentSeconds: reference.durationSeconds,
    alteration: describeCandidate(candidate),
    ...changeColumns(candidate),
    ...tagColumns(tags),
  }));
}

/** What was done to a candidate, in words; empty where nothing was. */
function describeCandidate({ augmentation, surround }: Fragment): string {
  const done = augmentation?.alterations.length ? [describeAugmentation(augmentation)] : [];
  if (surround === undefined) return done.join('');
  const { recordingId, beforeSeconds, afterSeconds } = surround;
  return [...done, `after ${beforeSeconds} s and before ${afterSeconds} s of ${recordingId}`].join(', ');
}

/** The overall change of tempo and of pitch as numbers, where there is one. */
function changeColumns({ augmentation }: Fragment): Record<string, number> {
  const kinds = new Set(augmentation?.alterations.map(({ kind }) => kind));
  if (augmentation === undefined) return {};
  return {
    ...((kinds.has('tempo') || kinds.has('speed')) && { tempoRatio: tempoRatioOf(augmentation) }),
    ...((kinds.has('pitch') || kinds.has('speed')) && { shiftSemitones: pitchShiftOf(augmentation) }),
  };
}

/** One row a pair of recordings. */
export function pairScoreRows(pairs: readonly ListedPair[], scores: Float64Array) {
  return pairs.map(({ reference, candidate, label, tags }, i) => ({
    score: scores[i]!,
    label,
    reference,
    candidate,
    ...tagColumns(tags),
  }));
}

/** Tags under names of their own, so that none hides another column. */
function tagColumns(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`tag:${name}`, value]));
}
