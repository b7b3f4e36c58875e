import type { ModelJudgement } from '../../platform/browser/index.js';
import { CATALOGUES, composeReport, reportHtml, shellCommand } from '../../report/index.js';
import type { Examination, Language } from '../../verification/index.js';

/** What the user says of a report; an empty text leaves a line to fill in. */
export interface ReportDetails {
  readonly language: Language;
  /** As YYYY-MM-DD. */
  readonly date: string;
  readonly case: string;
  readonly examiner: string;
}

/** @returns The report as one HTML file, as `doppelton compare --report` writes it. */
export function writeReport(
  examination: Examination,
  { manifest, evidence, evidenceSha256 }: ModelJudgement,
  details: ReportDetails,
): string {
  const { language, ...texts } = details;
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''));
  const document = composeReport(
    {
      examination,
      manifest,
      calibration: { evidence, sha256: evidenceSha256 },
      software: { name: `Doppelton ${DOPPELTON_VERSION}`, decoder: navigator.userAgent },
      madeBy: 'page',
      command: sameByCommand(examination, { language, ...given }),
      ...given,
    },
    CATALOGUES[language],
  );
  return reportHtml(document);
}

/** What the command line takes to give the same. */
function sameByCommand({ comparison }: Examination, flags: Readonly<Record<string, string>>): string {
  const files = [comparison.reference.path, comparison.candidate.path];
  const options = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  return shellCommand(['doppelton', 'compare', ...files, '--report', 'report.html', ...options]);
}
