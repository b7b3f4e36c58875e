import type { Rng } from '../numeric/index.js';
import { applyCalibration, fitLogisticCalibration } from './logistic-calibration.js';
import type { RecordingTrials } from './recording-trials.js';
import { selectTrials, validateTrials, type ScoredTrials } from './scored-trials.js';

const FOLDS = 5;

/** Scores turned into log-likelihood ratios, and by what right. */
export interface CrossCalibration {
  readonly trials: ScoredTrials;
  /**
   * `cross-validated`: every trial was calibrated on trials that share no recording with it. `same-trials`: there are
   * too few recordings for that, so the map was fitted on the very trials that it was applied to (optimistic).
   */
  readonly fittedOn: 'cross-validated' | 'same-trials';
}

/**
 * Calibrates scores that come with no calibration of their own: recordings are dealt into five folds, and each trial
 * is mapped by a logistic calibration (Platt's smoothing) fitted on the trials outside the folds of both its
 * recordings.
 *
 * @param rng - Deals the recordings; forked, the caller's generator does not advance.
 * @throws DoppeltonError `TRIALS_INVALID`, also when all scores are equal.
 */
export function crossCalibrate(trials: RecordingTrials, rng: Rng): CrossCalibration {
  validateTrials(trials);
  const folds = dealtFolds(trials.recordings, rng.fork('calibration folds'));
  const scores = new Float64Array(trials.scores.length);
  for (const [pair, places] of placesByFoldPair(trials, folds)) {
    const [first, second] = [Math.floor(pair / FOLDS), pair % FOLDS];
    const outside = placesOutside(trials, folds, first, second);
    if (!hasBothKinds(trials.labels, outside)) return calibrateOnItself(trials);
    const calibration = fitLogisticCalibration(selectTrials(trials, outside), { smoothing: 'platt' });
    for (const place of places)
      scores[place] = calibration.slope * trials.scores[place]! + calibration.intercept;
  }
  return { trials: { scores, labels: trials.labels }, fittedOn: 'cross-validated' };
}

function calibrateOnItself(trials: ScoredTrials): CrossCalibration {
  const calibration = fitLogisticCalibration(trials, { smoothing: 'platt' });
  return { trials: applyCalibration(trials, calibration), fittedOn: 'same-trials' };
}

function dealtFolds(recordings: number, rng: Rng): Uint8Array {
  const folds = new Uint8Array(recordings);
  const order = rng.shuffled(Array.from({ length: recordings }, (_, i) => i));
  for (const [place, recording] of order.entries()) folds[recording] = place % FOLDS;
  return folds;
}

function placesByFoldPair(trials: RecordingTrials, folds: Uint8Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < trials.scores.length; i++) {
    const [a, b] = [folds[trials.references[i]!]!, folds[trials.candidates[i]!]!];
    const pair = Math.min(a, b) * FOLDS + Math.max(a, b);
    const group = groups.get(pair);
    if (group === undefined) groups.set(pair, [i]);
    else group.push(i);
  }
  return groups;
}

function placesOutside(trials: RecordingTrials, folds: Uint8Array, first: number, second: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < trials.scores.length; i++) {
    const [a, b] = [folds[trials.references[i]!]!, folds[trials.candidates[i]!]!];
    if (a !== first && a !== second && b !== first && b !== second) places.push(i);
  }
  return places;
}

function hasBothKinds(labels: Uint8Array, places: readonly number[]): boolean {
  return places.some((place) => labels[place] === 1) && places.some((place) => labels[place] === 0);
}
