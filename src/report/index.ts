export { detPlot, type DetPlotCurve, type DetPlotOptions } from './det-plot.js';
export type { FigureHeading } from './figure-style.js';
export { tippettPlot, type TippettPlotCurve } from './tippett-plot.js';
