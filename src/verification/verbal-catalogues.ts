import type { SupportStrength } from './verbal-scale.js';

/** Languages that results can be told in, as ISO 639-1 codes. */
export const LANGUAGES = ['en', 'ru'] as const;

export type Language = (typeof LANGUAGES)[number];

/** What a likelihood ratio weighs against each other. */
export type Propositions = Readonly<Record<'same' | 'different', string>>;

/** The verbal scale's words in one language. */
export interface VerbalCatalogue {
  readonly propositions: Propositions;
  /** Of the ratio that asks whether what runs together is a copy at all, rather than the same notes played anew. */
  readonly renditionPropositions: Propositions;
  readonly strengths: Readonly<Record<Exclude<SupportStrength, 'none'>, string>>;
  readonly noSupport: (same: string, different: string) => string;
  readonly support: (strength: string, supported: string, alternative: string) => string;
}

/** H1, for which ratios above 1 speak. */
export const PROPOSITION_SAME =
  'the candidate, or a part of it, is an altered copy of the recording that the reference holds';

/** H2, for which ratios below 1 speak. */
export const PROPOSITION_DIFFERENT = 'the candidate and the reference come from different recordings';

const ENGLISH: VerbalCatalogue = {
  propositions: { same: PROPOSITION_SAME, different: PROPOSITION_DIFFERENT },
  renditionPropositions: {
    same: PROPOSITION_SAME,
    different:
      'the candidate, or a part of it, is another rendition of what the reference plays, with every note at the same time but by other instruments or another synthesiser',
  },
  strengths: {
    weak: 'weak',
    moderate: 'moderate',
    'moderately-strong': 'moderately strong',
    strong: 'strong',
    'very-strong': 'very strong',
    'extremely-strong': 'extremely strong',
  },
  noSupport: (same, different) =>
    `The findings support neither proposition over the other: neither that ${same}, nor that ${different}.`,
  support: (strength, supported, alternative) =>
    `The findings provide ${strength} support for the proposition that ${supported}, relative to the alternative that ${alternative}.`,
};

const RUSSIAN: VerbalCatalogue = {
  propositions: {
    same: 'исследуемая запись или её часть является изменённой копией записи, содержащейся в эталоне',
    different: 'исследуемая запись и эталон происходят от разных записей',
  },
  renditionPropositions: {
    same: 'исследуемая запись или её часть является изменённой копией записи, содержащейся в эталоне',
    different:
      'исследуемая запись или её часть является другим исполнением того же произведения, в котором ноты звучат в те же моменты времени, но на других инструментах или другом синтезаторе',
  },
  strengths: {
    weak: 'слабую',
    moderate: 'умеренную',
    'moderately-strong': 'умеренно сильную',
    strong: 'сильную',
    'very-strong': 'очень сильную',
    'extremely-strong': 'чрезвычайно сильную',
  },
  noSupport: (same, different) =>
    `Результаты исследования не поддерживают ни одну из версий против другой: ни версию о том, что ${same}, ни версию о том, что ${different}.`,
  support: (strength, supported, alternative) =>
    `Результаты исследования оказывают ${strength} поддержку версии о том, что ${supported}, по сравнению с альтернативной версией о том, что ${alternative}.`,
};

export const VERBAL_CATALOGUES: Readonly<Record<Language, VerbalCatalogue>> = { en: ENGLISH, ru: RUSSIAN };
