import type { ReportDocument } from '../../../report/index.js';
import { PdfPaper } from './pdf-paper.js';
import { drawBlock, roomForStart, roomWithForm } from './pdf-blocks.js';

/** What `renderReportPdf` gives. */
export async function drawReport(report: ReportDocument): Promise<Uint8Array> {
  const paper = new PdfPaper(report);
  paper.text('H1', report.title, { size: 19, font: 'bold', after: 2 });
  paper.text('P', report.subtitle, { size: 10.5, colour: '#4a4a4a', after: 8 });
  report.blocks.forEach((block, i) => {
    const next = report.blocks[i + 1];
    // A heading does not stay behind on a page.
    if (block.kind === 'heading' && next !== undefined) paper.requireRoom(40 + roomForStart(paper, next));
    if (next?.kind === 'form') paper.requireRoom(roomWithForm(paper, block, next));
    drawBlock(paper, block);
  });
  return paper.end(report.page);
}
