import type { CandidateStretch, DetectedAlteration } from '../../detection/index.js';
import { CODEC_NAMES } from './codec-names.js';
import { numberFormat } from './number-format.js';

export const RUSSIAN_NUMBERS = numberFormat(',');

const { fixed, signed, time } = RUSSIAN_NUMBERS;

/** One detected alteration in Russian, and where, if not everywhere. */
export function russianAlteration(alteration: DetectedAlteration): string {
  const what = whatWasDone(alteration);
  if (!('stretches' in alteration)) return what;
  const span = ({ candidateStartSeconds: start, candidateEndSeconds: end }: CandidateStretch) =>
    `${time(start)} – ${time(end)}`;
  return `${what}; в исследуемой записи: ${alteration.stretches.map(span).join(', ')}`;
}

function whatWasDone(alteration: DetectedAlteration): string {
  switch (alteration.kind) {
    case 'pitch-shift':
      return `высота тона изменена на ${signed(alteration.shiftSemitones, 2)} полутона (± ${fixed(alteration.uncertaintySemitones, 2)})`;
    case 'tempo-change':
      return `темп изменён в ${fixed(alteration.tempoRatio, 4)} раза (± ${fixed(alteration.uncertaintyRatio, 4)})`;
    case 'speed-change':
      return `скорость воспроизведения изменена в ${fixed(alteration.speedRatio, 4)} раза (± ${fixed(alteration.uncertaintyRatio, 4)}), вместе с ней — высота тона`;
    case 'band-limit':
      return `полоса частот ограничена: ${band(alteration)} (± ${fixed(alteration.uncertaintyOctaves, 2)} октавы)`;
    case 'added-noise':
      return `добавлен шум, на ${fixed(alteration.snrDb, 0)} дБ ниже сигнала (± ${fixed(alteration.uncertaintyDb, 0)} дБ)`;
    case 'reverberation':
      return `добавлена реверберация длительностью ${fixed(alteration.decaySeconds, 1)} с (с точностью до множителя ${fixed(alteration.uncertaintyFactor, 1)})`;
    case 'lossy-coding':
      return `сжатие с потерями кодеком ${CODEC_NAMES[alteration.codec]} при частоте дискретизации ${fixed(alteration.sampleRateHz, 0)} Гц`;
    case 'gain':
      return `уровень изменён на ${signed(alteration.gainDb, 2)} дБ (± ${fixed(alteration.uncertaintyDb, 1)})`;
    case 'cut':
      return `вырезано ${fixed(alteration.removedSeconds, 2)} с эталона в точке ${time(alteration.candidateSeconds)} исследуемой записи`;
    case 'insertion':
      return `вставлен посторонний звук с ${time(alteration.candidateStartSeconds)} по ${time(alteration.candidateEndSeconds)} исследуемой записи`;
  }
}

function band({ lowHz, highHz }: { readonly lowHz?: number; readonly highHz?: number }): string {
  const parts = [
    lowHz === undefined ? [] : [`снизу ${fixed(lowHz, 0)} Гц`],
    highHz === undefined ? [] : [`сверху ${fixed(highHz, 0)} Гц`],
  ];
  return parts.flat().join(', ');
}
