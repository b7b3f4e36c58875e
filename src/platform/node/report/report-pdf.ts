import type { ReportDocument } from '../../../report/index.js';

/**
 * A report as PDF on A4 with its fonts inside, tagged for screen readers.
 *
 * @returns The bytes of the file, the same for the same document.
 */
export async function renderReportPdf(report: ReportDocument): Promise<Uint8Array> {
  // Loaded when it is wanted: the libraries that draw a PDF take as long to load as a fifth of a comparison.
  const { drawReport } = await import('./draw-report.js');
  return drawReport(report);
}
