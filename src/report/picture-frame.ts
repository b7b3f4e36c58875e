import { escapeXml } from './svg-markup.js';

/** The beginning of a picture that fills the width it is given; its heading and caption stand in the text around. */
export function openPicture(
  { width, height }: { readonly width: number; readonly height: number },
  alternative: string,
): string[] {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      `font-family="'DejaVu Sans', Verdana, sans-serif" role="img" aria-label="${escapeXml(alternative)}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
  ];
}
