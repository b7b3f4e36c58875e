import type { Language } from '../../verification/index.js';
import type { Catalogue } from './catalogue.js';
import { ENGLISH } from './english.js';
import { RUSSIAN } from './russian.js';

/** Every language's texts. */
export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: ENGLISH, ru: RUSSIAN };
