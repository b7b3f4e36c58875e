import { shareAbove, type TippettCurve } from '../evaluation/index.js';
import {
  GRID,
  INK,
  QUIET,
  frameAndLabels,
  openFigure,
  percent,
  styleOf,
  svgText,
  type FigureHeading,
  type PlotArea,
} from './figure-style.js';
import { linePath, svgNumber } from './svg-markup.js';

/** One system's likelihood ratios with what the legend says about them. */
export interface TippettPlotCurve {
  readonly label: string;
  readonly curve: TippettCurve;
  /** In bits. */
  readonly cllr?: number;
  /** In bits, after the best monotone map. */
  readonly minCllr?: number;
}

const WIDTH = 720;
const PLOT: PlotArea = { left: 84, top: 84, width: 592, height: 440 };
const PLOT_BOTTOM = PLOT.top + PLOT.height;
const KEY_TOP = PLOT_BOTTOM + 80;
const LEGEND_TOP = KEY_TOP + 36;
const LEGEND_ROW = 46;

const NON_TARGET_DASH = '7 4';
/** Points closer to the last one drawn than this, in pixels, are left out. */
const RESOLUTION = 0.4;
/** Beyond these, in log10 units, nothing is drawn: no list of trials supports such ratios. */
const WIDEST = 12;

/**
 * Tippett plot: over each log10 likelihood ratio, the share of the trials whose ratio is greater, target trials solid
 * and non-target trials dashed (both curves fall from left to right). The further apart the two, the better; at 1:1 the
 * gap above the solid curve and the height of the dashed one are the shares of misleading evidence. Beyond six systems,
 * colours repeat.
 *
 * @returns A complete SVG document; text in DejaVu Sans, or any sans-serif where it is shown without that.
 * @see Drygajlo et al., "Methodological guidelines for best practice in forensic semiautomatic and automatic speaker
 *   recognition", ENFSI, 2015.
 * @see Meuwly, Ramos & Haraksim, "A guideline for the validation of likelihood ratio methods used for forensic
 *   evidence evaluation", Forensic Science International 276, 2017.
 */
export function tippettPlot(curves: readonly TippettPlotCurve[], heading: FigureHeading): string {
  const axis = ratioAxis(curves);
  const height = LEGEND_TOP + curves.length * LEGEND_ROW + 8;
  return [
    ...openFigure(heading, { width: WIDTH, height }, PLOT),
    ...axesMarkup(axis),
    '<g clip-path="url(#frame)" fill="none" stroke-linejoin="round">',
    ...curves.flatMap(({ curve }, i) => [
      curvePath(curve.targets, axis, styleOf(i).colour),
      curvePath(curve.nonTargets, axis, styleOf(i).colour, NON_TARGET_DASH),
    ]),
    '</g>',
    ...key(),
    ...curves.flatMap(legendEntry),
    '</svg>',
    '',
  ].join('\n');
}

/** Whole log10 units that hold every ratio, and 1:1. */
interface RatioAxis {
  readonly low: number;
  readonly high: number;
}

function ratioAxis(curves: readonly TippettPlotCurve[]): RatioAxis {
  let [low, high] = [-1, 1];
  for (const { targets, nonTargets } of curves.map(({ curve }) => curve)) {
    low = Math.min(low, Math.floor(Math.min(targets[0]!, nonTargets[0]!)));
    high = Math.max(high, Math.ceil(Math.max(targets.at(-1)!, nonTargets.at(-1)!)));
  }
  return { low: Math.max(-WIDEST, low), high: Math.min(WIDEST, high) };
}

const xOf = ({ low, high }: RatioAxis, ratio: number): number =>
  PLOT.left + Math.max(-0.1, Math.min(1.1, (ratio - low) / (high - low))) * PLOT.width;
const yOf = (share: number): number => PLOT_BOTTOM - share * PLOT.height;

function axesMarkup(axis: RatioAxis): string[] {
  const step = axis.high - axis.low > 14 ? 2 : 1;
  const ratios = Array.from({ length: axis.high - axis.low + 1 }, (_, i) => axis.low + i).filter(
    (ratio) => ratio % step === 0,
  );
  const evens = svgNumber(xOf(axis, 0));
  return [
    ...ratios.flatMap((ratio) => {
      const x = svgNumber(xOf(axis, ratio));
      return [
        `<path d="M${x} ${PLOT.top}V${PLOT_BOTTOM}" stroke="${GRID}"/>`,
        svgText(Number(x), PLOT_BOTTOM + 21, signed(ratio), { size: 12.5, anchor: 'middle' }),
      ];
    }),
    ...[0, 20, 40, 60, 80, 100].flatMap((share) => {
      const y = svgNumber(yOf(share / 100));
      return [
        `<path d="M${PLOT.left} ${y}H${PLOT.left + PLOT.width}" stroke="${GRID}"/>`,
        svgText(PLOT.left - 10, Number(y) + 4.5, String(share), { size: 12.5, anchor: 'end' }),
      ];
    }),
    `<path d="M${evens} ${PLOT.top}V${PLOT_BOTTOM}" stroke="#8a8a8a" stroke-dasharray="2 4"/>`,
    ...frameAndLabels(PLOT, 'log₁₀ likelihood ratio (LR)', 'Share of trials with a greater LR, %'),
  ];
}

/** A number with a real minus sign. */
function signed(value: number): string {
  return value < 0 ? `−${-value}` : String(value);
}

/** The falling staircase of one kind of trial, from edge to edge. */
function curvePath(rising: Float64Array, axis: RatioAxis, colour: string, dash?: string): string {
  const points: [number, number][] = [[PLOT.left, PLOT.top]];
  let [lastX, lastY] = [-Infinity, -Infinity];
  for (let i = 0; i < rising.length; i++) {
    if (rising[i + 1] === rising[i]) continue;
    const [x, y] = [xOf(axis, rising[i]!), yOf((rising.length - 1 - i) / rising.length)];
    const isLast = i === rising.length - 1;
    if (!isLast && x - lastX < RESOLUTION && y - lastY < RESOLUTION) continue;
    points.push([x, points.at(-1)![1]], [x, y]);
    [lastX, lastY] = [x, y];
  }
  points.push([PLOT.left + PLOT.width, PLOT_BOTTOM]);
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${linePath(points)}" stroke="${colour}" stroke-width="2.2"${dashes}/>`;
}

/** What solid and dashed mean. */
function key(): string[] {
  const sample = (x: number, dash: string, words: string) => [
    `<path d="M${x} ${KEY_TOP}h40" stroke="${INK}" stroke-width="2.2"${dash}/>`,
    svgText(x + 50, KEY_TOP + 4.5, words, { size: 13 }),
  ];
  return [
    ...sample(PLOT.left, '', 'target trials (copies)'),
    ...sample(PLOT.left + 260, ` stroke-dasharray="${NON_TARGET_DASH}"`, 'non-target trials'),
  ];
}

function legendEntry({ label, curve, cllr, minCllr }: TippettPlotCurve, index: number): string[] {
  const { colour } = styleOf(index);
  const top = LEGEND_TOP + index * LEGEND_ROW;
  const { targets, nonTargets } = curve;
  const costs = [
    cllr === undefined ? [] : [`Cllr ${cllr.toFixed(4)}`],
    minCllr === undefined ? [] : [`least possible ${minCllr.toFixed(4)}`],
  ].flat();
  // Evidence of exactly 1:1 misleads nobody.
  const against = shareAbove(targets.map((ratio) => -ratio).reverse(), 0);
  return [
    `<path d="M${PLOT.left} ${top}h40" stroke="${colour}" stroke-width="5"/>`,
    svgText(
      PLOT.left + 54,
      top + 4.5,
      [label, ...(costs.length === 0 ? [] : [costs.join(', ')])].join(': '),
      {
        size: 14,
        weight: 'bold',
      },
    ),
    svgText(
      PLOT.left + 54,
      top + 23,
      `LR < 1 in ${percent(against)} % of ${targets.length} target trials, ` +
        `LR > 1 in ${percent(shareAbove(nonTargets, 0))} % of ${nonTargets.length} non-target trials`,
      { size: 12, fill: QUIET },
    ),
  ];
}
