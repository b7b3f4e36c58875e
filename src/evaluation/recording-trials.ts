import { DoppeltonError } from '../errors/index.js';
import type { ScoredTrials } from './scored-trials.js';

/** Scored trials that know which recordings they were made from; needed wherever independence matters. */
export interface RecordingTrials extends ScoredTrials {
  /** Recording of the reference, an index in [0, `recordings`). Equal to the candidate's in a target trial. */
  readonly references: Uint32Array;
  /** Recording of the candidate. */
  readonly candidates: Uint32Array;
  /** How many recordings there are. */
  readonly recordings: number;
}

/** One scored trial by name. */
export interface NamedTrial {
  readonly score: number;
  readonly label: 0 | 1;
  /** Identity of the recording that the reference was taken from. */
  readonly referenceRecording: string;
  readonly candidateRecording: string;
}

/**
 * Packs trials into arrays; recordings are numbered in the order in which they appear.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when there is no trial at all.
 */
export function packTrials(trials: readonly NamedTrial[]): RecordingTrials {
  if (trials.length === 0) throw new DoppeltonError('TRIALS_INVALID', 'the list of trials is empty');
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  };
  return {
    scores: Float64Array.from(trials, (trial) => trial.score),
    labels: Uint8Array.from(trials, (trial) => trial.label),
    references: Uint32Array.from(trials, (trial) => numberOf(trial.referenceRecording)),
    candidates: Uint32Array.from(trials, (trial) => numberOf(trial.candidateRecording)),
    recordings: numbers.size,
  };
}
