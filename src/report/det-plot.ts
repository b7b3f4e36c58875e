import { normalDeviate, type DetCurve } from '../evaluation/index.js';
import { escapeXml, linePath, svgNumber } from './svg-markup.js';

/** One system's curve with what the legend says about it. Rates in [0, 1]. */
export interface DetPlotCurve {
  readonly label: string;
  readonly curve: DetCurve;
  readonly eer: number;
  readonly eerInterval95?: readonly [number, number];
  readonly targets: number;
  readonly nonTargets: number;
  /** How many recordings the trials were made from. */
  readonly recordings?: number;
}

export interface DetPlotOptions {
  readonly title: string;
  /** A line below the title, e.g. data and model. */
  readonly subtitle?: string;
}

const TICKS_PERCENT = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40];
/** The axes end a little beyond the first and last tick. */
const AXIS_MIN = 0.0005;
const AXIS_MAX = 0.5;

const WIDTH = 720;
const PLOT = { left: 84, top: 84, size: 592 };
const PLOT_BOTTOM = PLOT.top + PLOT.size;
const LEGEND_TOP = PLOT_BOTTOM + 84;
const LEGEND_ROW = 46;

/** Okabe & Ito's colours, told apart with any colour vision; dashes tell them apart in print. */
const STYLES = [
  { colour: '#0072b2', dash: '' },
  { colour: '#d55e00', dash: '9 4' },
  { colour: '#009e73', dash: '3 3' },
  { colour: '#cc79a7', dash: '10 3 3 3' },
  { colour: '#56b4e9', dash: '14 5' },
  { colour: '#e69f00', dash: '5 3' },
] as const;

const INK = '#1a1a1a';
const QUIET = '#5c5c5c';
const GRID = '#e3e3e3';

/**
 * Detection error tradeoff plot: FRR over FAR, both on normal-deviate axes from 0.05 to 50 %, a dot where they are
 * equal. A curve that runs out of the frame had no errors left to show there; one that lies outside altogether is
 * marked in the corner and named in the legend. Beyond six curves, colours repeat.
 *
 * @returns A complete SVG document; text in DejaVu Sans, or any sans-serif where it is shown without that.
 * @see Martin et al., "The DET curve in assessment of detection task performance", Eurospeech 1997.
 */
export function detPlot(curves: readonly DetPlotCurve[], { title, subtitle }: DetPlotOptions): string {
  const height = LEGEND_TOP + curves.length * LEGEND_ROW + 8;
  const heading = [
    text(PLOT.left, 38, title, { size: 20, weight: 'bold' }),
    ...(subtitle === undefined ? [] : [text(PLOT.left, 62, subtitle, { size: 13, fill: QUIET })]),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
      `font-family="'DejaVu Sans', Verdana, sans-serif" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<clipPath id="frame"><rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.size}" height="${PLOT.size}"/></clipPath>`,
    ...heading,
    ...axes(),
    '<g clip-path="url(#frame)" fill="none" stroke-linejoin="round">',
    ...curves.map((curve, i) => curvePath(curve.curve, styleOf(i))),
    '</g>',
    ...equalErrorMarks(curves),
    ...curves.flatMap((curve, i) => legendEntry(curve, i)),
    '</svg>',
    '',
  ].join('\n');
}

/** Pixels from the lower or left end of an axis; rates beyond the axis come out beyond it, but finite. */
function axisPosition(rate: number): number {
  const [low, high] = [normalDeviate(AXIS_MIN), normalDeviate(AXIS_MAX)];
  const share = (normalDeviate(rate) - low) / (high - low);
  return Math.max(-0.1, Math.min(1.1, share)) * PLOT.size;
}

const xOf = (far: number): number => PLOT.left + axisPosition(far);
const yOf = (frr: number): number => PLOT_BOTTOM - axisPosition(frr);

function axes(): string[] {
  const lines = TICKS_PERCENT.flatMap((percent) => {
    const [x, y] = [svgNumber(xOf(percent / 100)), svgNumber(yOf(percent / 100))];
    return [
      `<path d="M${x} ${PLOT.top}V${PLOT_BOTTOM}M${PLOT.left} ${y}H${PLOT.left + PLOT.size}" stroke="${GRID}"/>`,
      text(Number(x), PLOT_BOTTOM + 21, String(percent), { size: 12.5, anchor: 'middle' }),
      text(PLOT.left - 10, Number(y) + 4.5, String(percent), { size: 12.5, anchor: 'end' }),
    ];
  });
  const middleX = PLOT.left + PLOT.size / 2;
  const middleY = PLOT.top + PLOT.size / 2;
  return [
    ...lines,
    `<path d="M${PLOT.left} ${PLOT_BOTTOM}L${PLOT.left + PLOT.size} ${PLOT.top}" stroke="#bdbdbd" stroke-dasharray="2 4"/>`,
    `<rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.size}" height="${PLOT.size}" fill="none" stroke="${INK}"/>`,
    text(middleX, PLOT_BOTTOM + 48, 'False acceptance rate (FAR), %', { size: 14, anchor: 'middle' }),
    `<g transform="translate(30 ${middleY}) rotate(-90)">`,
    text(0, 0, 'False rejection rate (FRR), %', { size: 14, anchor: 'middle' }),
    '</g>',
  ];
}

/** The curve, with points that fall on the same tenth of a pixel drawn once. */
function curvePath({ far, frr }: DetCurve, { colour, dash }: (typeof STYLES)[number]): string {
  const points = Array.from(far, (rate, i): [number, number] => [xOf(rate), yOf(frr[i]!)]);
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${linePath(points)}" stroke="${colour}" stroke-width="2.4"${dashes}/>`;
}

function isInFrame(rate: number): boolean {
  return rate >= AXIS_MIN && rate <= AXIS_MAX;
}

/** Dots at the equal error rates; a triangle in the corner for each curve that has left the frame there. */
function equalErrorMarks(curves: readonly DetPlotCurve[]): string[] {
  let outside = 0;
  return curves.map(({ eer }, index) => {
    const { colour } = styleOf(index);
    if (isInFrame(eer)) {
      const [x, y] = [svgNumber(xOf(eer)), svgNumber(yOf(eer))];
      return `<circle cx="${x}" cy="${y}" r="5.5" fill="${colour}" stroke="#ffffff" stroke-width="1.8"/>`;
    }
    const inset = 5 + 15 * outside++;
    return eer < AXIS_MIN
      ? `<path d="M${PLOT.left + inset} ${PLOT_BOTTOM - 5}h12l-12 -12z" fill="${colour}"/>`
      : `<path d="M${PLOT.left + PLOT.size - inset} ${PLOT.top + 5}h-12l12 12z" fill="${colour}"/>`;
  });
}

function legendEntry(curve: DetPlotCurve, index: number): string[] {
  const { colour, dash } = styleOf(index);
  const top = LEGEND_TOP + index * LEGEND_ROW;
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return [
    `<path d="M${PLOT.left} ${top}h40" stroke="${colour}" stroke-width="2.4"${dashes}/>`,
    `<circle cx="${PLOT.left + 20}" cy="${top}" r="4.5" fill="${colour}" stroke="#ffffff" stroke-width="1.5"/>`,
    text(PLOT.left + 54, top + 4.5, `${curve.label}: ${equalErrorWords(curve)}`, {
      size: 14,
      weight: 'bold',
    }),
    text(PLOT.left + 54, top + 23, trialWords(curve), { size: 12, fill: QUIET }),
  ];
}

function equalErrorWords({ eer, eerInterval95 }: DetPlotCurve): string {
  if (eer === 0) return 'EER 0 % (no curve to draw)';
  const interval =
    eerInterval95 === undefined ? '' : ` [${percent(eerInterval95[0])}, ${percent(eerInterval95[1])}]`;
  return `EER ${percent(eer)} %${interval}${isInFrame(eer) ? '' : ', outside the frame'}`;
}

function trialWords({ eer, eerInterval95, targets, nonTargets, recordings }: DetPlotCurve): string {
  const trials = `${targets} target + ${nonTargets} non-target trials`;
  const from = recordings === undefined ? '' : ` from ${recordings} recordings`;
  if (eer === 0) return `no errors in ${trials}${from}`;
  return `${trials}${from}${eerInterval95 === undefined ? '' : '; 95 % interval over recordings'}`;
}

function percent(rate: number): string {
  return (100 * rate).toFixed(2);
}

function styleOf(index: number): (typeof STYLES)[number] {
  return STYLES[index % STYLES.length]!;
}

interface TextStyle {
  readonly size: number;
  readonly fill?: string;
  readonly weight?: 'bold';
  readonly anchor?: 'middle' | 'end';
}

function text(x: number, y: number, words: string, { size, fill, weight, anchor }: TextStyle): string {
  const attributes = [
    `x="${svgNumber(x)}" y="${svgNumber(y)}" font-size="${size}" fill="${fill ?? INK}"`,
    weight === undefined ? '' : ` font-weight="${weight}"`,
    anchor === undefined ? '' : ` text-anchor="${anchor}"`,
  ].join('');
  return `<text ${attributes}>${escapeXml(words)}</text>`;
}
