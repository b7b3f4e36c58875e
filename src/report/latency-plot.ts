import {
  dashAttribute,
  frameAndLabels,
  GRID,
  INK,
  openFigure,
  styleOf,
  svgText,
  type FigureHeading,
  type PlotArea,
} from './figure-style.js';
import { linePath, svgNumber } from './svg-markup.js';

/** How long something takes, by the size of a library. */
export interface LatencyPlotCurve {
  readonly label: string;
  /** In order of size; hours > 0. */
  readonly points: readonly { readonly hours: number; readonly milliseconds: number }[];
}

const WIDTH = 720;
const PLOT: PlotArea = { left: 84, top: 84, width: 592, height: 340 };
const PLOT_BOTTOM = PLOT.top + PLOT.height;
const LEGEND_TOP = PLOT_BOTTOM + 84;
const LEGEND_ROW = 26;
/** Steps between lines of the grid, in milliseconds: the first that leaves no more than so many lines. */
const STEPS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const MOST_LINES = 8;

/**
 * Times over the hours that a library holds, the latter in their logarithm.
 *
 * @param curves - At least one with a point.
 * @returns A complete SVG document; text in DejaVu Sans, or any sans-serif where it is shown without that.
 */
export function latencyPlot(curves: readonly LatencyPlotCurve[], heading: FigureHeading): string {
  const points = curves.flatMap((curve) => curve.points);
  const decades = points.map(({ hours }) => Math.log10(hours));
  const low = Math.floor(Math.min(...decades));
  const high = Math.max(low + 1, Math.ceil(Math.max(...decades)));
  const longest = Math.max(...points.map(({ milliseconds }) => milliseconds));
  const step = STEPS.find((candidate) => longest / candidate < MOST_LINES) ?? longest;
  const top = step * Math.max(1, Math.ceil(longest / step));
  const xOf = (hours: number) => PLOT.left + ((Math.log10(hours) - low) / (high - low)) * PLOT.width;
  const yOf = (milliseconds: number) => PLOT_BOTTOM - (milliseconds / top) * PLOT.height;
  return [
    ...openFigure(heading, { width: WIDTH, height: LEGEND_TOP + curves.length * LEGEND_ROW }, PLOT),
    ...Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)).flatMap((hours) => {
      const x = svgNumber(xOf(hours));
      return [
        `<path d="M${x} ${PLOT.top}V${PLOT_BOTTOM}" stroke="${GRID}"/>`,
        svgText(Number(x), PLOT_BOTTOM + 21, hours.toLocaleString('en'), { size: 12.5, anchor: 'middle' }),
      ];
    }),
    ...Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step).flatMap((milliseconds) => {
      const y = svgNumber(yOf(milliseconds));
      return [
        `<path d="M${PLOT.left} ${y}H${PLOT.left + PLOT.width}" stroke="${GRID}"/>`,
        svgText(PLOT.left - 10, Number(y) + 4.5, String(milliseconds), { size: 12.5, anchor: 'end' }),
      ];
    }),
    ...frameAndLabels(PLOT, 'Hours of sound in the library', 'Milliseconds'),
    ...curves.flatMap((curve, i) => {
      const { colour, dash } = styleOf(i);
      const places = curve.points.map(
        ({ hours, milliseconds }) => [xOf(hours), yOf(milliseconds)] as [number, number],
      );
      const row = LEGEND_TOP + i * LEGEND_ROW;
      const line = `stroke="${colour}" stroke-width="2.2"${dashAttribute(dash)}`;
      return [
        `<path d="${linePath(places)}" fill="none" ${line}/>`,
        ...places.map(
          ([x, y]) => `<circle cx="${svgNumber(x)}" cy="${svgNumber(y)}" r="4" fill="${colour}"/>`,
        ),
        `<path d="M${PLOT.left} ${row}h40" ${line}/>`,
        svgText(PLOT.left + 54, row + 4.5, curve.label, { size: 13, fill: INK }),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}
