export { detPlot, type DetPlotCurve, type DetPlotOptions } from './det-plot.js';
