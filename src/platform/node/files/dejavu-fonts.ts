import { createRequire } from 'node:module';

/** Fonts that ship with the package, so that text looks the same where none is installed. */
export type DejavuFont = 'DejaVuSans' | 'DejaVuSans-Bold' | 'DejaVuSansMono';

/** Where a font's file lies. */
export function dejavuFontPath(font: DejavuFont): string {
  return createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${font}.ttf`);
}
