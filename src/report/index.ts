export { ENGLISH_NUMBERS, englishAlteration } from './language/english-words.js';
export { englishPlural, russianPlural, type NumberFormat } from './language/number-format.js';
export { RUSSIAN_NUMBERS, russianAlteration } from './language/russian-words.js';
export { composeReport } from './document/compose-report.js';
export { shellCommand } from './document/shell-command.js';
export type { Block, FigureBlock, ReportDocument, TableBlock } from './document/report-document.js';
export type { ReportInput } from './document/report-input.js';
export { visibleCodePoint, withoutIsolates } from './document/user-text.js';
export { reportHtml } from './html/report-html.js';
export { REPORT_STYLE } from './html/report-style.js';
export type { Catalogue } from './language/catalogue.js';
export { CATALOGUES } from './language/catalogues.js';
export { detPlot, type DetPlotCurve, type DetPlotOptions } from './det-plot.js';
export type { FigureHeading } from './figure-style.js';
export { latencyPlot, type LatencyPlotCurve } from './latency-plot.js';
export { tippettPlot, type TippettPlotCurve } from './tippett-plot.js';
export {
  baseline,
  mapFamily,
  NAME_SIZE,
  NODE_RADIUS,
  WORDS_SIZE,
  type FamilyMap,
  type MapLabel,
} from './family/family-map.js';
export { strongestPart, type WeighedPair } from './family/strongest-part.js';
export { pairChange, pairWords, type PairChange } from './family/pair-change.js';
export { familyPicture } from './family/family-picture.js';
export { graphMl } from './family/graphml.js';
