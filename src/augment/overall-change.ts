import type { Augmentation } from './augmentation.js';

/**
 * Speed of the result over that of the reference: what all tempo and speed changes of a chain make together. What
 * sounds at t in the reference sounds at t / ratio in the result.
 */
export function tempoRatioOf({ alterations }: Augmentation): number {
  let ratio = 1;
  for (const alteration of alterations) {
    if (alteration.kind === 'tempo') ratio *= alteration.tempoRatio;
    if (alteration.kind === 'speed') ratio *= alteration.speedRatio;
  }
  return ratio;
}

/** Semitones by which all pitch and speed changes of a chain together raise the reference. */
export function pitchShiftOf({ alterations }: Augmentation): number {
  let semitones = 0;
  for (const alteration of alterations) {
    if (alteration.kind === 'pitch') semitones += alteration.shiftSemitones;
    if (alteration.kind === 'speed') semitones += 12 * Math.log2(alteration.speedRatio);
  }
  return semitones;
}
