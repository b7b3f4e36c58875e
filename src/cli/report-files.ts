import {
  decoderDescription,
  packageVersion,
  renderReportPdf,
  writeFileAtomically,
} from '../platform/node/index.js';
import {
  CATALOGUES,
  composeReport,
  reportHtml,
  shellCommand,
  type ReportDocument,
  type ReportInput,
} from '../report/index.js';
import { reportFormat, type ReportFlags, type ReportFormat } from './report-options.js';

const WRITERS: Readonly<Record<ReportFormat, (document: ReportDocument) => Promise<string | Uint8Array>>> = {
  '.html': (document) => Promise.resolve(reportHtml(document)),
  '.pdf': renderReportPdf,
};

/** What a report is made of, but for what the command line says. */
type ReportFindings = Pick<ReportInput, 'examination' | 'manifest' | 'calibration'>;

/**
 * Writes every report that was asked for.
 *
 * @throws DoppeltonError `FILE_UNWRITABLE`.
 */
export async function writeReports(
  { report: paths = [], language = 'en', date, examiner, case: filedUnder }: ReportFlags,
  gatherFindings: () => Promise<ReportFindings>,
): Promise<void> {
  if (paths.length === 0) return;
  const input: ReportInput = {
    ...(await gatherFindings()),
    software: { name: `Doppelton ${packageVersion()}`, decoder: decoderDescription() },
    madeBy: 'command',
    command: shellCommand(['doppelton', ...process.argv.slice(2)]),
    ...(date !== undefined && { date }),
    ...(filedUnder !== undefined && { case: filedUnder }),
    ...(examiner !== undefined && { examiner }),
  };
  const document = composeReport(input, CATALOGUES[language]);
  for (const path of paths) await writeFileAtomically(path, await WRITERS[reportFormat(path)!](document));
}
