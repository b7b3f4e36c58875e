import { describe, expect, it } from 'vitest';
import type { DetectedAlteration } from '../../detection/index.js';
import { LANGUAGES } from '../../verification/index.js';
import { CATALOGUES } from './catalogues.js';
import { numberFormat, russianPlural } from './number-format.js';

const ALTERATIONS: readonly DetectedAlteration[] = [
  { kind: 'pitch-shift', shiftSemitones: -2.01, uncertaintySemitones: 0.25 },
  { kind: 'tempo-change', tempoRatio: 1.12, uncertaintyRatio: 0.0008 },
  { kind: 'speed-change', speedRatio: 1.05, uncertaintyRatio: 0.0008 },
  { kind: 'band-limit', highHz: 3400, uncertaintyOctaves: 0.2 },
  { kind: 'added-noise', snrDb: 12, uncertaintyDb: 4 },
  { kind: 'reverberation', decaySeconds: 1.2, uncertaintyFactor: 1.5 },
  { kind: 'lossy-coding', codec: 'aac', sampleRateHz: 44_100 },
  { kind: 'gain', gainDb: -3, uncertaintyDb: 1 },
  { kind: 'cut', candidateSeconds: 12, removedSeconds: 1.5 },
  { kind: 'insertion', candidateStartSeconds: 3, candidateEndSeconds: 4 },
];

/** Every text of a catalogue that is no function, with its place. */
function textsOf(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${place}.${name}`));
}

describe('catalogues', () => {
  it('leave no text empty, and say as much in each language', () => {
    const places = textsOf(CATALOGUES.en).map(([place]) => place);
    for (const language of LANGUAGES) {
      const texts = textsOf(CATALOGUES[language]);
      expect(texts.map(([place]) => place)).toEqual(places);
      const empty = texts.filter(([, text]) => text.trim() === '').map(([place]) => place);
      // The corner of the table of files.
      expect(empty).toEqual(['.report.files.table.head.0']);
    }
  });

  it('are in their own language', () => {
    const own = textsOf({ ...CATALOGUES.ru, language: undefined }).filter(([, text]) => text !== '');
    const foreign = own.filter(([, text]) => !/[а-яё№]/i.test(text)).map(([, text]) => text);
    expect(new Set(foreign)).toEqual(new Set(['SHA-256', 'EER, %']));
    expect(textsOf(CATALOGUES.en).filter(([, text]) => /[а-яё]/i.test(text))).toEqual([]);
  });

  it('name every alteration with its numbers as the language writes them', () => {
    for (const alteration of ALTERATIONS) {
      expect(CATALOGUES.en.alteration(alteration)).not.toMatch(/\d,\d|undefined|NaN/);
      expect(CATALOGUES.ru.alteration(alteration)).not.toMatch(/\d\.\d|undefined|NaN/);
      expect(CATALOGUES.ru.alteration(alteration)).toMatch(/[а-я]/);
    }
    const [pitch, , , band] = ALTERATIONS;
    expect(CATALOGUES.en.alteration(pitch!)).toBe('pitch −2.01 semitones (± 0.25)');
    const stretches = [
      { candidateStartSeconds: 18.06, candidateEndSeconds: 26 },
      { candidateStartSeconds: 40, candidateEndSeconds: 61.5 },
    ];
    const partly = { kind: 'lossy-coding', codec: 'aac', sampleRateHz: 44_100, stretches } as const;
    expect(CATALOGUES.en.alteration(partly)).toBe(
      'lossy coding by AAC at 44100 samples a second, in 0:18.1 – 0:26.0, 0:40.0 – 1:01.5 of the candidate',
    );
    expect(CATALOGUES.ru.alteration(partly)).toBe(
      'сжатие с потерями кодеком AAC при частоте дискретизации 44100 Гц; в исследуемой записи: 0:18,1 – 0:26,0, 0:40,0 – 1:01,5',
    );
    expect(CATALOGUES.en.alteration(band!)).toBe('band limited to the lowest – 3400 Hz (± 0.20 octaves)');
    expect(CATALOGUES.ru.alteration(band!)).toBe('полоса частот ограничена: сверху 3400 Гц (± 0,20 октавы)');
  });
});

describe('numberFormat', () => {
  const { fixed, signed, whole, rounded, percent, time } = numberFormat(',');

  it('writes numbers with their mark and a real minus, and no sign on nothing', () => {
    expect([fixed(-1.25, 1), fixed(-0.001, 2), signed(0.5, 2), signed(-0.5, 2), signed(-0.001, 2)]).toEqual([
      '−1,3',
      '0,00',
      '+0,50',
      '−0,50',
      '0,00',
    ]);
    expect([whole(1234), whole(1_234_567)]).toEqual(['1234', '1\u202F234\u202F567']);
    expect([percent(0.0177), percent(0.00001), percent(0.0000024)]).toEqual(['1,77', '0,001', '0,0002']);
    expect([time(0), time(59.96), time(3723.4)]).toEqual(['0:00,0', '1:00,0', '1:02:03,4']);
    expect([time(-0.04), time(-0.5), time(-61)]).toEqual(['0:00,0', '−0:00,5', '−1:01,0']);
  });

  it('rounds ratios to two significant digits', () => {
    expect([3153, 31_530, 12.4, 1.26, 0.0123].map(rounded)).toEqual([
      '3200',
      '32\u202F000',
      '12',
      '1,3',
      '0,012',
    ]);
  });
});

describe('russianPlural', () => {
  it('follows the number', () => {
    const form = (count: number) => russianPlural(count, ['1', '2', '5']);
    expect([1, 2, 4, 5, 10, 11, 12, 14, 20, 21, 22, 111, 101].map(form).join('')).toBe('1225555551251');
  });
});
