import type { CandidateStretch, DetectedAlteration } from '../../detection/index.js';
import { CODEC_NAMES } from './codec-names.js';
import { numberFormat } from './number-format.js';

export const ENGLISH_NUMBERS = numberFormat('.');

const { fixed, signed, time } = ENGLISH_NUMBERS;

/** One detected alteration in English, e.g. `pitch +2.01 semitones (± 0.25)`, and where, if not everywhere. */
export function englishAlteration(alteration: DetectedAlteration): string {
  const what = whatWasDone(alteration);
  if (!('stretches' in alteration)) return what;
  const span = ({ candidateStartSeconds: start, candidateEndSeconds: end }: CandidateStretch) =>
    `${time(start)} – ${time(end)}`;
  return `${what}, in ${alteration.stretches.map(span).join(', ')} of the candidate`;
}

function whatWasDone(alteration: DetectedAlteration): string {
  switch (alteration.kind) {
    case 'pitch-shift':
      return `pitch ${signed(alteration.shiftSemitones, 2)} semitones (± ${fixed(alteration.uncertaintySemitones, 2)})`;
    case 'tempo-change':
      return `tempo × ${fixed(alteration.tempoRatio, 4)} (± ${fixed(alteration.uncertaintyRatio, 4)})`;
    case 'speed-change':
      return `speed × ${fixed(alteration.speedRatio, 4)} (± ${fixed(alteration.uncertaintyRatio, 4)}), pitch with it`;
    case 'band-limit':
      return `band limited to ${hertz(alteration.lowHz, 'the lowest')} – ${hertz(alteration.highHz, 'the highest')} (± ${fixed(alteration.uncertaintyOctaves, 2)} octaves)`;
    case 'added-noise':
      return `noise added, ${fixed(alteration.snrDb, 0)} dB below the sound (± ${fixed(alteration.uncertaintyDb, 0)} dB)`;
    case 'reverberation':
      return `reverberation of ${fixed(alteration.decaySeconds, 1)} s (within a factor of ${fixed(alteration.uncertaintyFactor, 1)})`;
    case 'lossy-coding':
      return `lossy coding by ${CODEC_NAMES[alteration.codec]} at ${fixed(alteration.sampleRateHz, 0)} samples a second`;
    case 'gain':
      return `gain ${signed(alteration.gainDb, 2)} dB (± ${fixed(alteration.uncertaintyDb, 1)})`;
    case 'cut':
      return `${fixed(alteration.removedSeconds, 2)} s of the reference cut out at ${time(alteration.candidateSeconds)} of the candidate`;
    case 'insertion':
      return `foreign sound inserted from ${time(alteration.candidateStartSeconds)} to ${time(alteration.candidateEndSeconds)} of the candidate`;
  }
}

function hertz(value: number | undefined, open: string): string {
  return value === undefined ? open : `${fixed(value, 0)} Hz`;
}
