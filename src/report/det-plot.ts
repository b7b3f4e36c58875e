import { normalDeviate, type DetCurve } from '../evaluation/index.js';
import {
  GRID,
  QUIET,
  dashAttribute,
  frameAndLabels,
  openFigure,
  percent,
  styleOf,
  svgText,
  type CurveStyle,
  type FigureHeading,
  type PlotArea,
} from './figure-style.js';
import { linePath, svgNumber } from './svg-markup.js';

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

export interface DetPlotOptions extends FigureHeading {
  /** Where the FAR axis begins, in (0, 0.1]; lower for many non-target trials. Default 0.0005. */
  readonly lowestFar?: number;
  /** Where the FRR axis begins, in (0, 0.1]. Default 0.0005. */
  readonly lowestFrr?: number;
}

const TICKS_PERCENT = [0.0001, 0.001, 0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 40];
/** The axes end a little beyond the first and last tick. */
const AXIS_MIN = 0.0005;
const AXIS_MAX = 0.5;

const WIDTH = 720;
const PLOT: PlotArea = { left: 84, top: 84, width: 592, height: 592 };
const PLOT_BOTTOM = PLOT.top + PLOT.height;
const LEGEND_TOP = PLOT_BOTTOM + 84;
const LEGEND_ROW = 46;

/**
 * Detection error tradeoff plot: FRR over FAR, both on normal-deviate axes up to 50 %, a dot where they are equal. A
 * curve that runs out of the frame had no errors left to show there; one that lies outside altogether is marked in the
 * corner and named in the legend. Beyond six curves, colours repeat.
 *
 * @returns A complete SVG document; text in DejaVu Sans, or any sans-serif where it is shown without that.
 * @see Martin et al., "The DET curve in assessment of detection task performance", Eurospeech 1997.
 */
export function detPlot(curves: readonly DetPlotCurve[], options: DetPlotOptions): string {
  const axes: DetAxes = {
    far: { lowest: options.lowestFar ?? AXIS_MIN, pixels: PLOT.width },
    frr: { lowest: options.lowestFrr ?? AXIS_MIN, pixels: PLOT.height },
  };
  const height = LEGEND_TOP + curves.length * LEGEND_ROW + 8;
  return [
    ...openFigure(options, { width: WIDTH, height }, PLOT),
    ...axesMarkup(axes),
    '<g clip-path="url(#frame)" fill="none" stroke-linejoin="round">',
    ...curves.map((curve, i) => curvePath(curve.curve, axes, styleOf(i))),
    '</g>',
    ...equalErrorMarks(curves, axes),
    ...curves.flatMap((curve, i) => legendEntry(curve, axes, i)),
    '</svg>',
    '',
  ].join('\n');
}

interface RateAxis {
  readonly lowest: number;
  readonly pixels: number;
}

interface DetAxes {
  readonly far: RateAxis;
  readonly frr: RateAxis;
}

/** Pixels from the lower or left end of an axis; rates beyond the axis come out beyond it, but finite. */
function axisPosition({ lowest, pixels }: RateAxis, rate: number): number {
  const [low, high] = [normalDeviate(lowest), normalDeviate(AXIS_MAX)];
  const share = (normalDeviate(rate) - low) / (high - low);
  return Math.max(-0.1, Math.min(1.1, share)) * pixels;
}

const xOf = ({ far }: DetAxes, rate: number): number => PLOT.left + axisPosition(far, rate);
const yOf = ({ frr }: DetAxes, rate: number): number => PLOT_BOTTOM - axisPosition(frr, rate);

function axesMarkup(axes: DetAxes): string[] {
  const rates = TICKS_PERCENT.map((tick) => tick / 100);
  const lines = [
    ...rates
      .filter((rate) => rate > axes.far.lowest)
      .flatMap((rate) => {
        const x = svgNumber(xOf(axes, rate));
        const words = tickWords(rate);
        return [
          `<path d="M${x} ${PLOT.top}V${PLOT_BOTTOM}" stroke="${GRID}"/>`,
          svgText(Number(x), PLOT_BOTTOM + 21, words, { size: 12.5, anchor: 'middle' }),
        ];
      }),
    ...rates
      .filter((rate) => rate > axes.frr.lowest)
      .flatMap((rate) => {
        const y = svgNumber(yOf(axes, rate));
        return [
          `<path d="M${PLOT.left} ${y}H${PLOT.left + PLOT.width}" stroke="${GRID}"/>`,
          svgText(PLOT.left - 10, Number(y) + 4.5, tickWords(rate), { size: 12.5, anchor: 'end' }),
        ];
      }),
  ];
  const equal = Math.max(axes.far.lowest, axes.frr.lowest);
  const from = `${svgNumber(xOf(axes, equal))} ${svgNumber(yOf(axes, equal))}`;
  return [
    ...lines,
    `<path d="M${from}L${PLOT.left + PLOT.width} ${PLOT.top}" stroke="#bdbdbd" stroke-dasharray="2 4"/>`,
    ...frameAndLabels(PLOT, 'False acceptance rate (FAR), %', 'False rejection rate (FRR), %'),
  ];
}

/** Per cent without an exponent or needless zeros. */
function tickWords(rate: number): string {
  return String(Number((100 * rate).toPrecision(6)));
}

/** The curve, with points that fall on the same tenth of a pixel drawn once. */
function curvePath({ far, frr }: DetCurve, axes: DetAxes, { colour, dash }: CurveStyle): string {
  const points = Array.from(far, (rate, i): [number, number] => [xOf(axes, rate), yOf(axes, frr[i]!)]);
  return `<path d="${linePath(points)}" stroke="${colour}" stroke-width="2.4"${dashAttribute(dash)}/>`;
}

function isInFrame({ far, frr }: DetAxes, rate: number): boolean {
  return rate >= Math.max(far.lowest, frr.lowest) && rate <= AXIS_MAX;
}

/** Dots at the equal error rates; a triangle in the corner for each curve that has left the frame there. */
function equalErrorMarks(curves: readonly DetPlotCurve[], axes: DetAxes): string[] {
  let outside = 0;
  return curves.map(({ eer }, index) => {
    const { colour } = styleOf(index);
    if (isInFrame(axes, eer)) {
      const [x, y] = [svgNumber(xOf(axes, eer)), svgNumber(yOf(axes, eer))];
      return `<circle cx="${x}" cy="${y}" r="5.5" fill="${colour}" stroke="#ffffff" stroke-width="1.8"/>`;
    }
    const inset = 5 + 15 * outside++;
    return eer < AXIS_MAX
      ? `<path d="M${PLOT.left + inset} ${PLOT_BOTTOM - 5}h12l-12 -12z" fill="${colour}"/>`
      : `<path d="M${PLOT.left + PLOT.width - inset} ${PLOT.top + 5}h-12l12 12z" fill="${colour}"/>`;
  });
}

function legendEntry(curve: DetPlotCurve, axes: DetAxes, index: number): string[] {
  const { colour, dash } = styleOf(index);
  const top = LEGEND_TOP + index * LEGEND_ROW;
  return [
    `<path d="M${PLOT.left} ${top}h40" stroke="${colour}" stroke-width="2.4"${dashAttribute(dash)}/>`,
    `<circle cx="${PLOT.left + 20}" cy="${top}" r="4.5" fill="${colour}" stroke="#ffffff" stroke-width="1.5"/>`,
    svgText(PLOT.left + 54, top + 4.5, `${curve.label}: ${equalErrorWords(curve, axes)}`, {
      size: 14,
      weight: 'bold',
    }),
    svgText(PLOT.left + 54, top + 23, trialWords(curve), { size: 12, fill: QUIET }),
  ];
}

function equalErrorWords({ eer, eerInterval95 }: DetPlotCurve, axes: DetAxes): string {
  if (eer === 0) return 'EER 0 % (no curve to draw)';
  const interval =
    eerInterval95 === undefined ? '' : ` [${percent(eerInterval95[0])}, ${percent(eerInterval95[1])}]`;
  return `EER ${percent(eer)} %${interval}${isInFrame(axes, eer) ? '' : ', outside the frame'}`;
}

function trialWords({ eer, eerInterval95, targets, nonTargets, recordings }: DetPlotCurve): string {
  const trials = `${targets} target + ${nonTargets} non-target trials`;
  const from = recordings === undefined ? '' : ` from ${recordings} recordings`;
  if (eer === 0) return `no errors in ${trials}${from}`;
  return `${trials}${from}${eerInterval95 === undefined ? '' : '; 95 % interval over recordings'}`;
}
