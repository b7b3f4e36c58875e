import type { AlignedSegment } from '../alignment/index.js';
import type { SoundAlteration } from './detected-alteration.js';
import { secondsOf } from './compared-stretches.js';

/** Smaller changes are not told from errors of alignment. */
const LEAST_TEMPO_CHANGE = 0.003;
const LEAST_SHIFT_SEMITONES = 0.2;
/** Stretching blurs pitch. */
const LEAST_SHIFT_OF_STRETCHED = 0.3;
/** Pitch and tempo that agree so far come from one speed. */
const SAME_RATIO_SEMITONES = 0.15;
/** Alignment moves the ends of a segment by up to so much. */
const END_ERROR_SECONDS = 0.03;
const SHIFT_ERROR_SEMITONES = 0.25;

/** Tempo and pitch of a set of segments, each weighted with its length. */
export function overallTempoAndPitch(segments: readonly AlignedSegment[]) {
  const seconds = secondsOf(segments);
  let logTempo = 0;
  let shiftSemitones = 0;
  for (const segment of segments) {
    const share = (segment.candidateEndSeconds - segment.candidateStartSeconds) / seconds;
    logTempo += share * Math.log(segment.tempoRatio);
    shiftSemitones += share * segment.pitchShiftSemitones;
  }
  return { tempoRatio: Math.exp(logTempo), shiftSemitones };
}

/**
 * Pitch shift, tempo change, or both as one change of speed.
 *
 * @param segments - Of one tempo and pitch, at least one.
 */
export function detectTimeChange(segments: readonly AlignedSegment[]): SoundAlteration[] {
  const { tempoRatio, shiftSemitones } = overallTempoAndPitch(segments);
  const longest = Math.max(...segments.map((segment) => secondsOf([segment])));
  const tempoError = Math.max(5e-4, END_ERROR_SECONDS / longest) * tempoRatio;
  const tempoChanged = Math.abs(Math.log(tempoRatio)) > Math.max(LEAST_TEMPO_CHANGE, 1.5 * tempoError);
  const pitchChanged =
    Math.abs(shiftSemitones) > (tempoChanged ? LEAST_SHIFT_OF_STRETCHED : LEAST_SHIFT_SEMITONES);
  const fromSpeed = Math.abs(shiftSemitones - 12 * Math.log2(tempoRatio));
  if (tempoChanged && fromSpeed <= SAME_RATIO_SEMITONES && fromSpeed < Math.abs(shiftSemitones)) {
    return [{ kind: 'speed-change', speedRatio: tempoRatio, uncertaintyRatio: tempoError }];
  }
  const changes: SoundAlteration[] = [];
  if (pitchChanged) {
    changes.push({ kind: 'pitch-shift', shiftSemitones, uncertaintySemitones: SHIFT_ERROR_SEMITONES });
  }
  if (tempoChanged) changes.push({ kind: 'tempo-change', tempoRatio, uncertaintyRatio: tempoError });
  return changes;
}
