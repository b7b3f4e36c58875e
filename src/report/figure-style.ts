import { escapeXml, svgNumber } from './svg-markup.js';

/** How one of several curves is told from the others. */
export interface CurveStyle {
  readonly colour: string;
  /** An SVG dash array; empty for a solid line. */
  readonly dash: string;
}

/** Okabe & Ito's colours, told apart with any colour vision; dashes tell them apart in print. */
const STYLES: readonly CurveStyle[] = [
  { colour: '#0072b2', dash: '' },
  { colour: '#d55e00', dash: '9 4' },
  { colour: '#009e73', dash: '3 3' },
  { colour: '#cc79a7', dash: '10 3 3 3' },
  { colour: '#56b4e9', dash: '14 5' },
  { colour: '#e69f00', dash: '5 3' },
];

export const INK = '#1a1a1a';
export const QUIET = '#5c5c5c';
export const GRID = '#e3e3e3';

/** The style of the curve at an index; beyond six, styles repeat. */
export function styleOf(index: number): CurveStyle {
  return STYLES[index % STYLES.length]!;
}

/** The attribute that draws a dash array, with a space before; nothing for a solid line. */
export function dashAttribute(dash: string): string {
  return dash === '' ? '' : ` stroke-dasharray="${dash}"`;
}

export interface TextStyle {
  readonly size: number;
  readonly fill?: string;
  readonly weight?: 'bold';
  readonly anchor?: 'middle' | 'end';
}

export function svgText(
  x: number,
  y: number,
  words: string,
  { size, fill, weight, anchor }: TextStyle,
): string {
  const attributes = [
    `x="${svgNumber(x)}" y="${svgNumber(y)}" font-size="${size}" fill="${fill ?? INK}"`,
    weight === undefined ? '' : ` font-weight="${weight}"`,
    anchor === undefined ? '' : ` text-anchor="${anchor}"`,
  ].join('');
  return `<text ${attributes}>${escapeXml(words)}</text>`;
}

/** What stands above a figure. */
export interface FigureHeading {
  readonly title: string;
  /** A line below the title, e.g. data and model. */
  readonly subtitle?: string;
}

/** The rectangle that curves are drawn in. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The beginning of a document, up to the heading; curves are clipped by `url(#frame)`. */
export function openFigure(
  { title, subtitle }: FigureHeading,
  size: { readonly width: number; readonly height: number },
  plot: PlotArea,
): string[] {
  const { width, height } = size;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="'DejaVu Sans', Verdana, sans-serif" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<clipPath id="frame"><rect x="${plot.left}" y="${plot.top}" width="${plot.width}" height="${plot.height}"/></clipPath>`,
    svgText(plot.left, 38, title, { size: 20, weight: 'bold' }),
    ...(subtitle === undefined ? [] : [svgText(plot.left, 62, subtitle, { size: 13, fill: QUIET })]),
  ];
}

/** The frame, and what the axes show. */
export function frameAndLabels(plot: PlotArea, horizontal: string, vertical: string): string[] {
  const { left, top, width, height } = plot;
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="${INK}"/>`,
    svgText(left + width / 2, top + height + 48, horizontal, { size: 14, anchor: 'middle' }),
    `<g transform="translate(30 ${top + height / 2}) rotate(-90)">`,
    svgText(0, 0, vertical, { size: 14, anchor: 'middle' }),
    '</g>',
  ];
}

/** A rate in per cent with two decimals, three where it is small. */
export function percent(rate: number): string {
  return (100 * rate).toFixed(rate > 0 && rate < 0.0005 ? 3 : 2);
}
