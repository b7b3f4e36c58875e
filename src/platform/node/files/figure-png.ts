import { Resvg } from '@resvg/resvg-js';
import { dejavuFontPath } from './dejavu-fonts.js';

/** Pixels per SVG unit: sharp on paper at 7 cm and on dense screens. */
const SCALE = 2;

/**
 * Draws an SVG document as PNG. Text is set in DejaVu Sans from the package's own font files, so that the picture is
 * the same everywhere, also where no font is installed.
 *
 * @param svg - A complete document.
 * @returns The bytes of the PNG file, two pixels per SVG unit.
 */
export function renderPng(svg: string): Uint8Array {
  const font = {
    loadSystemFonts: false,
    fontFiles: [dejavuFontPath('DejaVuSans'), dejavuFontPath('DejaVuSans-Bold')],
    defaultFontFamily: 'DejaVu Sans',
    sansSerifFamily: 'DejaVu Sans',
  };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
}
