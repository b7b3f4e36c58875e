import { MediaQuery } from 'svelte/reactivity';
import { LANGUAGES, type Language } from '../../verification/index.js';
import { ENGLISH } from './english.js';
import type { PageTexts } from './page-texts.js';
import { RUSSIAN } from './russian.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const CATALOGUES: Readonly<Record<Language, PageTexts>> = { en: ENGLISH, ru: RUSSIAN };

/** What the user chose; kept in the browser. */
class Settings {
  language = $state<Language>(remembered('language', LANGUAGES) ?? preferredLanguage());
  theme = $state<Theme>(remembered('theme', THEMES) ?? 'system');

  readonly #systemIsDark = new MediaQuery('(prefers-color-scheme: dark)');

  get isDark(): boolean {
    return this.theme === 'system' ? this.#systemIsDark.current : this.theme === 'dark';
  }

  /** The texts in the chosen language. */
  get texts(): PageTexts {
    return CATALOGUES[this.language];
  }
}

export const settings = new Settings();

/** Shows a language by its own name. */
export function languageName(language: Language): string {
  return CATALOGUES[language].languageName;
}

/** Keeps the choices and shows them; called whenever one of them changes. */
export function applySettings({ language, theme }: { language: Language; theme: Theme }): void {
  document.documentElement.lang = language;
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem('language', language);
    localStorage.setItem('theme', theme);
  } catch {
    // Browsers may forbid pages to keep anything; the choice then lasts as long as the page.
  }
}

function remembered<T extends string>(name: string, known: readonly T[]): T | undefined {
  try {
    const value = localStorage.getItem(name);
    return known.find((choice) => choice === value);
  } catch {
    return undefined;
  }
}

function preferredLanguage(): Language {
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2));
  return preferred.flatMap((tag) => LANGUAGES.filter((language) => language === tag))[0] ?? 'en';
}
