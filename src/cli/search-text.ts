import type { SearchReport } from '../platform/node/index.js';
import { ENGLISH_NUMBERS } from '../report/index.js';
import type { LibraryMatch, SearchedFile } from '../search/index.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

const { fixed, signed, time } = ENGLISH_NUMBERS;

/** Bad files named in the text; the JSON names all. */
const FAILURES_SHOWN = 20;

/** What was found as a person reads it. */
export function describeSearch(report: SearchReport): string {
  return [...report.searched.map(describeQuery), describeReport(report)].join('\n');
}

/** How many queries were searched and how many matched, by what right, and which files could not be. */
export function describeReport({ searched, failures }: SearchReport): string {
  const matched = searched.filter(({ matches }) => matches.length > 0).length;
  const lines = [
    `${searched.length} ${searched.length === 1 ? 'query' : 'queries'} searched, ${matched} with matches; ${failures.length} could not be searched`,
    ...failures.slice(0, FAILURES_SHOWN).map(({ error }) => `  ${error.code}: ${printable(error.message)}`),
    ...(failures.length > FAILURES_SHOWN
      ? [`  … and ${failures.length - FAILURES_SHOWN} more (--json names all)`]
      : []),
    ...(searched.length === 0 ? [] : [describeThresholds(searched)]),
  ];
  return `${lines.join('\n')}\n`;
}

function describeThresholds(searched: readonly SearchedFile[]): string {
  const [least, most] = range(searched.map(({ threshold }) => fixed(threshold, 2)));
  const rates = searched.map(({ falseAlarmRatePerQuery }) => falseAlarmRatePerQuery);
  const weights = least === most ? least : `${least} to ${most}, by the query's length`;
  return (
    `a match weighs more than ${weights} (the log10 likelihood ratio before it is bounded): of queries that hold nothing of a library of ` +
    `${fixed(searched[0]!.libraryHours, 1)} hours, an estimated ${Number((100 * Math.max(...rates)).toPrecision(2))} % have one`
  );
}

/** The lowest and the highest of some numbers as they are written. */
function range(numbers: readonly string[]): readonly [string, string] {
  const sorted = numbers.toSorted((a, b) => Number(a) - Number(b));
  return [sorted[0]!, sorted.at(-1)!];
}

function describeQuery({ query, matches, warnings }: SearchedFile): string {
  const lines = [
    `${printable(query.path)}  ${time(query.durationSeconds)}${matches.length === 0 ? '  no match' : ''}`,
    ...(matches.length === 0 ? [] : [indented(describeMatches(matches))]),
    ...warnings.map((warning) => `warning: ${printable(warning)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function describeMatches(matches: readonly LibraryMatch[]): string {
  const span = (start: number, end: number) => `${time(start)} – ${time(end)}`;
  return formatTable(
    [
      ['ratio', 'query', 'recording', 'tempo', 'pitch', 'agreement', 'recording of the library'],
      ...matches.flatMap(({ recording, segments }) =>
        segments.map((segment) => [
          fixed(segment.logLikelihoodRatio, 2),
          span(segment.candidateStartSeconds, segment.candidateEndSeconds),
          span(segment.referenceStartSeconds, segment.referenceEndSeconds),
          `× ${fixed(segment.tempoRatio, 3)}`,
          `${signed(segment.pitchShiftSemitones, 2)} semitones`,
          fixed(segment.score, 3),
          printable(recording.path),
        ]),
      ),
    ],
    [0, 5],
  );
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
