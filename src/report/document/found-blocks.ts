import type { AlignedSegment } from '../../alignment/index.js';
import { coveredSeconds, type Comparison } from '../../verification/index.js';
import type { Catalogue } from '../language/catalogue.js';
import type { Block } from './report-document.js';
import type { ReportInput } from './report-input.js';

/** What the comparison found, in a paragraph and in tables. */
export function foundBlocks({ examination }: ReportInput, words: Catalogue): Block[] {
  const { comparison } = examination;
  const { found } = words.report;
  if (comparison.segments.length === 0) {
    return [
      { kind: 'paragraph', text: nothingWords(comparison, words) },
      { kind: 'paragraph', text: found.notSought },
    ];
  }
  return [
    { kind: 'paragraph', text: summaryWords(comparison, words) },
    segmentTable(comparison.segments, words),
    ...alterationTable(comparison, words),
    { kind: 'paragraph', text: found.uncertainty, quiet: true },
  ];
}

function span(from: number, to: number, { numbers }: Catalogue): string {
  return `${numbers.time(from)} – ${numbers.time(to)}`;
}

function nothingWords({ bestFragments: best, cosine }: Comparison, words: Catalogue): string {
  return words.report.found.nothing(
    span(best.referenceStartSeconds, best.referenceEndSeconds, words),
    span(best.candidateStartSeconds, best.candidateEndSeconds, words),
    words.numbers.fixed(cosine, 3),
  );
}

function summaryWords({ segments, candidate, alterations }: Comparison, words: Catalogue): string {
  const { found } = words.report;
  const { fixed, time } = words.numbers;
  const longest = segments.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  const seconds = coveredSeconds(segments);
  const { referenceStartSeconds, referenceEndSeconds, candidateStartSeconds, candidateEndSeconds } = longest;
  const { pitchShiftSemitones: shift, tempoRatio } = longest;
  return [
    found.together(
      segments.length,
      fixed(seconds, 1),
      fixed(candidate.durationSeconds, 1),
      fixed((100 * seconds) / candidate.durationSeconds, 0),
    ),
    found.stretch(
      segments.length === 1,
      { from: time(referenceStartSeconds), to: time(referenceEndSeconds) },
      { from: time(candidateStartSeconds), to: time(candidateEndSeconds) },
    ),
    `${found.pitch(shift, fixed(Math.abs(shift), 2))} ${found.tempo(tempoRatio, fixed(100 * Math.abs(tempoRatio - 1), 2))}`,
    found.agreement(
      fixed(longest.score, 2),
      longest.prominence > 0 ? fixed(longest.prominence, 1) : undefined,
    ),
    alterations.length === 0
      ? found.noAlterations
      : found.alterations([...new Set(alterations.map(({ kind }) => words.alterationKinds[kind]))]),
  ].join(' ');
}

function lengthOf({ candidateStartSeconds, candidateEndSeconds }: AlignedSegment): number {
  return candidateEndSeconds - candidateStartSeconds;
}

function segmentTable(segments: readonly AlignedSegment[], words: Catalogue): Block {
  const { caption, head } = words.report.found.segments;
  const { fixed, signed } = words.numbers;
  return {
    kind: 'table',
    caption,
    head,
    rows: segments.map((segment, i) => [
      String(i + 1),
      span(segment.referenceStartSeconds, segment.referenceEndSeconds, words),
      span(segment.candidateStartSeconds, segment.candidateEndSeconds, words),
      words.report.conditions.seconds(fixed(lengthOf(segment), 1)),
      `× ${fixed(segment.tempoRatio, 4)}`,
      signed(segment.pitchShiftSemitones, 2),
      fixed(segment.score, 3),
    ]),
    numeric: [3, 4, 5, 6],
    widths: [0.06, 0.19, 0.19, 0.11, 0.13, 0.17, 0.15],
  };
}

function alterationTable(
  { alterations }: Comparison,
  { report, alteration, alterationKinds }: Catalogue,
): Block[] {
  if (alterations.length === 0) return [];
  const { caption, head } = report.found.alterationTable;
  const rows = alterations.map((found) => [alterationKinds[found.kind], alteration(found)]);
  return [{ kind: 'table', caption, head, rows, widths: [0.35, 0.65] }];
}
