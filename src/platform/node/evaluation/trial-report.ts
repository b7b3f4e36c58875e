import {
  detCurve,
  errorCurve,
  packTrials,
  type EvaluationSummary,
  type NamedTrial,
} from '../../../evaluation/index.js';
import { detPlot } from '../../../report/index.js';
import { renderPng } from '../files/figure-png.js';
import { writeResultFiles } from '../files/result-folder.js';
import { csvLines } from '../files/csv.js';

/** An evaluation as it is written down. */
export interface EvaluationReport {
  readonly summary: EvaluationSummary;
  /** Lines of scores.csv. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  readonly trials: readonly NamedTrial[];
  readonly title: string;
  readonly subtitle?: string;
}

/**
 * Writes summary.json, scores.csv, det.svg and det.png, all or none.
 *
 * @throws DoppeltonError `NOT_A_FOLDER`, `FILE_UNWRITABLE`.
 */
export async function writeEvaluation(folder: string, report: EvaluationReport): Promise<void> {
  const { summary, rows, trials, title } = report;
  const { eer, eerInterval95, targets, nonTargets, recordings, model } = summary;
  const figure = detPlot(
    [
      {
        label: `${model.name} ${model.version}`,
        curve: detCurve(errorCurve(packTrials(trials))),
        ...{ eer, eerInterval95, targets, nonTargets, recordings },
      },
    ],
    { title, ...(report.subtitle !== undefined && { subtitle: report.subtitle }) },
  );
  await writeResultFiles(folder, {
    'scores.csv': [...csvLines(rows)].join(''),
    'det.svg': figure,
    'det.png': renderPng(figure),
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
  });
}
