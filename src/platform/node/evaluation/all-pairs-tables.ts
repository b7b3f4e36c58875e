import type { AllPairsEvaluation, Figure } from '../../../evaluation/index.js';
import type { AllPairsRow } from './all-pairs-run.js';

/** How often a system is wrong, and how far alignments are off, as two tables in Markdown: what a model card says. */
export function allPairsTables(rows: readonly AllPairsRow[]): string {
  return `${markdownTable(ERROR_COLUMNS, rows)}\n${markdownTable(ALIGNMENT_COLUMNS, rows)}`;
}

interface Column {
  readonly title: string;
  readonly cell: (row: AllPairsRow) => string;
}

const WHAT: readonly Column[] = [
  { title: 'protocol', cell: ({ protocol }) => protocol },
  {
    title: 'length',
    cell: ({ durationSeconds, referenceSeconds }) =>
      referenceSeconds === undefined
        ? `${durationSeconds} s`
        : `${durationSeconds} s in ${referenceSeconds} s`,
  },
];

const ERROR_COLUMNS: readonly Column[] = [
  ...WHAT,
  { title: 'trials', cell: ({ embedding }) => `${embedding.targets} + ${embedding.nonTargets}` },
  { title: 'cosine: EER', cell: ({ embedding }) => shareText(embedding.eer) },
  { title: 'cosine: miss at 1e-4', cell: ({ embedding }) => missText(embedding, 1e-4) },
  { title: 'evidence: EER', cell: ({ evidence }) => shareText(evidence?.eer) },
  { title: 'miss at 1e-3', cell: ({ evidence }) => missText(evidence, 1e-3) },
  { title: 'miss at 1e-4', cell: ({ evidence }) => missText(evidence, 1e-4) },
  { title: 'miss at 1e-5', cell: ({ evidence }) => missText(evidence, 1e-5) },
  { title: 'Cllr', cell: ({ evidence }) => evidence?.cllr?.value.toFixed(4) ?? NOTHING },
  { title: 'min Cllr', cell: ({ evidence }) => evidence?.minCllr.value.toFixed(4) ?? NOTHING },
  {
    title: 'same album',
    cell: ({ evidence }) =>
      shareText(evidence?.sameGroup?.falseAlarms.find(({ at }) => at === 'equal error rate')?.far, false),
  },
];

const ALIGNMENT_COLUMNS: readonly Column[] = [
  ...WHAT,
  {
    title: 'aligned',
    cell: ({ aligned, embedding }) =>
      `${Math.round(aligned.targets * embedding.targets)} of ${embedding.targets}`,
  },
  { title: 'offset, ms', cell: ({ alignment }) => errorText(alignment?.offsetMilliseconds, 1) },
  { title: 'tempo, %', cell: ({ alignment }) => errorText(alignment?.tempoPercent, 3) },
  { title: 'pitch, cents', cell: ({ alignment }) => errorText(alignment?.pitchCents, 1) },
];

const NOTHING = '–';

/** A share in percent with its interval, where there is one: what made no error has none. */
function shareText(rate: Figure | undefined, withInterval = true): string {
  if (rate === undefined) return NOTHING;
  const percent = (share: number) => (100 * share).toFixed(2);
  const { value, interval95, noErrorBound95 } = rate;
  const text = `${percent(value)} %`;
  if (!withInterval || interval95 === undefined || noErrorBound95 !== undefined) return text;
  return `${text} (${interval95.map(percent).join('–')})`;
}

function missText(evaluation: AllPairsEvaluation | undefined, farLimit: number): string {
  return shareText(evaluation?.missRates.find((rate) => rate.farLimit === farLimit)?.missRate);
}

function errorText(
  error: { readonly median: number; readonly percentile95: number } | undefined,
  digits: number,
): string {
  if (error === undefined) return NOTHING;
  return `${error.median.toFixed(digits)} / ${error.percentile95.toFixed(digits)}`;
}

function markdownTable(columns: readonly Column[], rows: readonly AllPairsRow[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  const lines = cells.map((line) => `| ${line.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `${[lines[0]!, rule, ...lines.slice(1)].join('\n')}\n`;
}
