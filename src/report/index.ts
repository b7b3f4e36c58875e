export { ENGLISH_NUMBERS, englishAlteration } from './language/english-words.js';
export { russianPlural, type NumberFormat } from './language/number-format.js';
export { RUSSIAN_NUMBERS, russianAlteration } from './language/russian-words.js';
export { detPlot, type DetPlotCurve, type DetPlotOptions } from './det-plot.js';
export type { FigureHeading } from './figure-style.js';
export { tippettPlot, type TippettPlotCurve } from './tippett-plot.js';
