import type { RecordingTrials } from './recording-trials.js';
import { rankByScore, validateTrials, type ScoredTrials } from './scored-trials.js';

/** Trials by falling score: sorted once, read straight through by every error curve. */
export interface RankedTrials {
  /** Falling. */
  readonly scores: Float64Array;
  readonly labels: Uint8Array;
  /** Each trial's place in the list that it came from. */
  readonly places: Uint32Array;
}

/** Ranked trials that know their recordings. */
export interface RankedRecordingTrials extends RankedTrials {
  readonly references: Uint32Array;
  readonly candidates: Uint32Array;
  /** How many recordings there are. */
  readonly recordings: number;
}

/** @throws DoppeltonError `TRIALS_INVALID`, see `validateTrials`. */
export function rankTrials(trials: ScoredTrials): RankedTrials {
  validateTrials(trials);
  const places = rankByScore(trials.scores);
  return {
    places,
    scores: Float64Array.from(places, (place) => trials.scores[place]!),
    labels: Uint8Array.from(places, (place) => trials.labels[place]!),
  };
}

/** @throws DoppeltonError `TRIALS_INVALID`, see `validateTrials`. */
export function rankRecordingTrials(trials: RecordingTrials): RankedRecordingTrials {
  const ranked = rankTrials(trials);
  return {
    ...ranked,
    references: Uint32Array.from(ranked.places, (place) => trials.references[place]!),
    candidates: Uint32Array.from(ranked.places, (place) => trials.candidates[place]!),
    recordings: trials.recordings,
  };
}
