import type { AllPairsEvaluation, Evaluation, EvaluationSummary, TagFigures } from '../evaluation/index.js';
import type { DetectorEvaluation } from '../detection/index.js';
import type { AllPairsRow, AllPairsSummary, RenditionSummary } from '../platform/node/index.js';
import { formatTable } from './table.js';

/** The figures as a person reads them. */
export function describeSummary(summary: EvaluationSummary, outFolder: string): string {
  const { eer, eerInterval95, model, notes, skipped, modelThreshold } = summary;
  const [low, high] = eerInterval95;
  const figures = formatTable([
    ['equal error rate', `${percent(eer)}  (95 % interval ${percent(low)} to ${percent(high)})`],
    [
      'trials',
      `${summary.targets} target, ${summary.nonTargets} non-target, ${summary.recordings} recordings`,
    ],
    ...(modelThreshold === undefined
      ? []
      : [
          [
            "at the model's threshold",
            `FAR ${percent(summary.farAtModelThreshold!)}, FRR ${percent(summary.frrAtModelThreshold!)}  (score > ${modelThreshold.toFixed(4)})`,
          ],
        ]),
    ['area under ROC', summary.auc.toFixed(6)],
    ['minDCF (prior 0.01)', summary.minDcf.toFixed(4)],
    ['Cllr / min Cllr', `${summary.cllr.toFixed(4)} / ${summary.minCllr.toFixed(4)} bit`],
  ]);
  return [
    `model ${model.name} ${model.version}`,
    '',
    figures,
    '',
    ...notes.map((note) => `note: ${note}`),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped, listed in summary.json`]),
    `written to ${outFolder}`,
    '',
  ].join('\n');
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(2)} %`;
}

/** The figures of all pairs: a row for the plain embedding, and one for the evidence where there is any. */
export function describeAllPairs(summary: AllPairsSummary, outFolder: string): string {
  const { rows, model, skipped } = summary;
  const limits = rows[0]?.embedding.missRates.map(({ farLimit }) => farLimit) ?? [];
  const heading = [
    'protocol',
    'fragments',
    'scored by',
    'trials',
    'EER',
    '95 % interval',
    ...limits.map((limit) => `miss at ${limit.toExponential(0)}`),
    'Cllr',
    'min Cllr',
    'same album',
  ];
  const lines = rows.flatMap((row) => [
    ...(row.evidence === undefined ? [] : [allPairsLine(row, 'evidence', row.evidence)]),
    allPairsLine(row, 'cosine', row.embedding),
  ]);
  return [
    `model ${model.name} ${model.version}`,
    '',
    formatTable([heading, ...lines]),
    '',
    ...alignmentLines(rows),
    'miss at: share of targets missed where so few non-targets pass; -: too few trials to say',
    'same album: false alarms among non-targets of one album at the threshold of equal error rates',
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped, listed in summary.json`]),
    `written to ${outFolder}`,
    '',
  ].join('\n');
}

function allPairsLine(row: AllPairsRow, scoredBy: string, figures: AllPairsEvaluation): string[] {
  const { eer, missRates, cllr, minCllr, sameGroup, targets, nonTargets } = figures;
  const atEer = sameGroup?.falseAlarms.find(({ at }) => at === 'equal error rate');
  const against = row.referenceSeconds === undefined ? '' : ` in ${row.referenceSeconds} s`;
  return [
    row.protocol,
    `${row.durationSeconds} s${against}`,
    scoredBy,
    `${targets} + ${nonTargets}`,
    eer.noErrorBound95 === undefined ? percent(eer.value) : `0.00 % (< ${percent(eer.noErrorBound95)})`,
    eer.interval95 === undefined ? '-' : `${percent(eer.interval95[0])} to ${percent(eer.interval95[1])}`,
    ...missRates.map(({ missRate }) => (missRate === undefined ? '-' : percent(missRate.value))),
    cllr === undefined ? '-' : cllr.value.toFixed(4),
    minCllr.value.toFixed(4),
    atEer === undefined ? '-' : percent(atEer.far.value),
  ];
}

function alignmentLines(rows: readonly AllPairsRow[]): string[] {
  const aligned = rows.filter(({ alignment }) => alignment !== undefined);
  if (aligned.length === 0) return [];
  const pair = ({ median, percentile95 }: { median: number; percentile95: number }, digits: number) =>
    `${median.toFixed(digits)} / ${percentile95.toFixed(digits)}`;
  return [
    'how far alignments of targets are off (median / 95th percentile):',
    formatTable([
      ['protocol', 'fragments', 'aligned', 'offset ms', 'tempo %', 'pitch cents'],
      ...aligned.map(({ protocol, durationSeconds, referenceSeconds, alignment }) => [
        protocol,
        `${durationSeconds} s${referenceSeconds === undefined ? '' : ` in ${referenceSeconds} s`}`,
        `${alignment!.trials}`,
        pair(alignment!.offsetMilliseconds, 1),
        pair(alignment!.tempoPercent, 3),
        pair(alignment!.pitchCents, 1),
      ]),
    ]),
    '',
  ];
}

/** How often each detector is right, as a person reads it. */
export function describeDetectors({ detectors }: DetectorEvaluation, outFolder: string): string {
  const lines = detectors.map(({ kind, detected, falseAlarms, misnamed, errors }) => [
    kind,
    `${detected.count} of ${detected.of}`,
    `${falseAlarms.count} of ${falseAlarms.of}`,
    [
      ...(misnamed === undefined ? [] : [`named wrongly ${misnamed.count} of ${misnamed.of}`]),
      ...errors.map(
        ({ estimate, median, percentile95 }) =>
          `${estimate} ${median.toFixed(3)} / ${percentile95.toFixed(3)}`,
      ),
    ].join(', '),
  ]);
  return [
    formatTable([['detector', 'found', 'false alarms', 'error, median / 95th percentile'], ...lines]),
    '',
    `written to ${outFolder}`,
    '',
  ].join('\n');
}

/** How well copies are told from other renditions, as a person reads it. */
export function describeRenditions(summary: RenditionSummary, outFolder: string): string {
  const { rows, figures, model, compositions, isFitted, skipped } = summary;
  const of = ({ count, of: all }: { readonly count: number; readonly of: number }) => `${count} of ${all}`;
  return [
    `model ${model.name} ${model.version}, ${compositions} compositions${isFitted ? '; judged by the trials that it was fitted to' : ''}`,
    '',
    formatTable([
      ['altered by', 'copies: match', 'warned of', 'renditions: match', 'warned of'],
      ...rows.map(({ alteration, copies, renditions }) => [
        alteration,
        `${copies.matched} of ${copies.trials}`,
        of(copies.warned),
        `${renditions.matched} of ${renditions.trials}`,
        of(renditions.warned),
      ]),
    ]),
    '',
    ...(figures === undefined ? ['no copy, or no rendition, could be judged'] : renditionFigures(figures)),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped, listed in summary.json`]),
    `written to ${outFolder}`,
    '',
  ].join('\n');
}

function renditionFigures({ eerInterval95: [low, high], perTag, ...all }: Evaluation): string[] {
  const line = (
    what: string,
    { targets, nonTargets, eer, cllr, minCllr }: TagFigures,
    interval: string,
  ): string[] =>
    eer === undefined
      ? []
      : [what, `${targets} + ${nonTargets}`, percent(eer), interval, cllr!.toFixed(4), minCllr!.toFixed(4)];
  const byLength = Object.entries(perTag['seconds'] ?? {}).map(([seconds, figures]) =>
    line(`stretches of ${seconds} s`, figures, '-'),
  );
  return [
    formatTable([
      ['ratio', 'copies + renditions', 'EER', '95 % interval', 'Cllr', 'min Cllr'],
      line('all', all, `${percent(low)} to ${percent(high)}`),
      ...byLength.filter((cells) => cells.length > 0),
    ]),
  ];
}
