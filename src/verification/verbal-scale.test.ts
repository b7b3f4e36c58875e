import { describe, expect, it } from 'vitest';
import {
  LANGUAGES,
  PROPOSITION_DIFFERENT,
  PROPOSITION_SAME,
  VERBAL_CATALOGUES,
} from './verbal-catalogues.js';
import { verbalPhrase, verbalScale } from './verbal-scale.js';

describe('verbalScale', () => {
  it('climbs by the steps of the guideline, each beginning with its own number', () => {
    const strengths = (ratios: readonly number[]) =>
      ratios.map((ratio) => verbalScale(Math.log10(ratio)).strength);
    expect(strengths([1, 1.9, 2, 9.9])).toEqual(['none', 'none', 'weak', 'weak']);
    expect(strengths([10, 99, 100, 999])).toEqual([
      'moderate',
      'moderate',
      'moderately-strong',
      'moderately-strong',
    ]);
    expect(strengths([1000, 9999, 1e4, 999_999])).toEqual(['strong', 'strong', 'very-strong', 'very-strong']);
    expect(strengths([1e6, 1e9])).toEqual(['extremely-strong', 'extremely-strong']);
  });

  it('is the same in favour of the alternative', () => {
    for (const ratio of [2, 5, 10, 70, 100, 1000, 1e4, 1e6, 3e7]) {
      const [up, down] = [verbalScale(Math.log10(ratio)), verbalScale(-Math.log10(ratio))];
      expect(up.direction).toBe('same');
      expect(down).toEqual({ ...up, direction: 'different' });
    }
    expect(verbalScale(-0.3)).toEqual({ direction: 'neither', strength: 'none' });
  });

  it('refuses what is no ratio', () => {
    expect(() => verbalScale(NaN)).toThrow(/expected a finite number/);
    expect(() => verbalScale(-Infinity)).toThrow(/expected a finite number/);
  });
});

describe('verbalPhrase', () => {
  it('names what is supported first, and its alternative', () => {
    expect(verbalPhrase(verbalScale(2.5))).toBe(
      `The findings provide moderately strong support for the proposition that ${PROPOSITION_SAME}, relative to the alternative that ${PROPOSITION_DIFFERENT}.`,
    );
    const against = verbalPhrase(verbalScale(-1));
    expect(against).toContain('moderate support');
    expect(against.indexOf(PROPOSITION_DIFFERENT)).toBeLessThan(against.indexOf(PROPOSITION_SAME));
    expect(verbalPhrase(verbalScale(0))).toMatch(/^The findings support neither proposition/);
  });

  it('speaks every language, with both propositions in it', () => {
    for (const language of LANGUAGES) {
      const catalogue = VERBAL_CATALOGUES[language];
      const { same, different } = catalogue.propositions;
      for (const ratio of [-3, 0, 0.5, 6]) {
        const phrase = verbalPhrase(verbalScale(ratio), catalogue);
        expect(phrase).toContain(same);
        expect(phrase).toContain(different);
      }
    }
    expect(verbalPhrase({ direction: 'same', strength: 'strong' }, VERBAL_CATALOGUES.ru)).toMatch(
      /оказывают сильную поддержку версии о том, что исследуемая запись или её часть является изменённой копией/,
    );
  });
});
