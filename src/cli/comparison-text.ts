import type { AlignedSegment } from '../alignment/index.js';
import type { DetectedAlteration } from '../detection/index.js';
import type { ValidationRecord } from '../evaluation/index.js';
import { CATALOGUES } from '../report/index.js';
import { isCutOffAtOne, type Comparison, type ComparisonEvidence } from '../verification/index.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

const { alteration: describeAlteration, numbers } = CATALOGUES.en;
const { fixed, signed, time } = numbers;

/** The result of a comparison as a person reads it. */
export function describeComparison(comparison: Comparison): string {
  const { verdict, reference, candidate, model } = comparison;
  const files = formatTable([
    ['', 'reference', 'candidate'],
    ['file', printable(reference.path), printable(candidate.path)],
    ['length', time(reference.durationSeconds), time(candidate.durationSeconds)],
    ['codec', reference.format.codec, candidate.format.codec],
    ['sha-256', `${reference.sha256.slice(0, 16)}…`, `${candidate.sha256.slice(0, 16)}…`],
  ]);
  const parts = [
    `${verdict === 'match' ? 'MATCH' : 'NO MATCH'}  ${describeScore(comparison)}`,
    files,
    describeSegments(comparison.segments),
    ...(verdict === 'match' ? [describeAlterations(comparison.alterations)] : []),
    ...describeEvidence(comparison),
    ...describeRendition(comparison),
    `model ${model.name} ${model.version} (${model.sha256.slice(0, 16)}…)`,
  ];
  const warnings = comparison.warnings.map((warning) => `warning: ${printable(warning)}\n`).join('');
  return `${parts.join('\n\n')}\n${warnings}`;
}

function describeScore({ verdict, score, threshold, scoreKind, ...evidence }: Comparison): string {
  const relation = verdict === 'match' ? '>' : '≤';
  if (scoreKind === 'cosine') {
    return `score ${fixed(score, 4)} ${relation} threshold ${fixed(threshold, 4)}`;
  }
  return `log10 likelihood ratio ${fixed(score, 2)} (${describeInterval(evidence)}) ${relation} threshold ${fixed(threshold, 2)}`;
}

function describeInterval(evidence: Partial<ComparisonEvidence>): string {
  const [low, high] = evidence.likelihoodRatioInterval95!;
  if (!isCutOffAtOne(evidence)) return intervalOrBound([low, high]);
  const interval = low < high ? [`95 % ${fixed(low, 2)} to ${fixed(high, 2)}`] : [];
  return [...interval, 'cut off at 0, no support is stated, see the warning'].join('; ');
}

/** Ratio and interval are cut off at the bounds alike: an interval without width says that one was reached. */
function intervalOrBound([low, high]: readonly [number, number]): string {
  return low < high
    ? `95 % ${fixed(low, 2)} to ${fixed(high, 2)}`
    : 'the bound of what the calibration supports';
}

function describeSegments(segments: readonly AlignedSegment[]): string {
  if (segments.length === 0) return 'together: nothing found';
  const span = (start: number, end: number) => `${time(start)} – ${time(end)}`;
  return formatTable(
    [
      ['together', 'reference', 'candidate', 'tempo', 'pitch', 'agreement'],
      ...segments.map((segment, i) => [
        `${i + 1}`,
        span(segment.referenceStartSeconds, segment.referenceEndSeconds),
        span(segment.candidateStartSeconds, segment.candidateEndSeconds),
        `× ${fixed(segment.tempoRatio, 4)}`,
        `${signed(segment.pitchShiftSemitones, 2)} semitones`,
        fixed(segment.score, 3),
      ]),
    ],
    [5],
  );
}

function describeAlterations(alterations: readonly DetectedAlteration[]): string {
  if (alterations.length === 0) return 'done to the sound: nothing found';
  return `done to the sound:\n${alterations.map((alteration) => `  ${describeAlteration(alteration)}`).join('\n')}`;
}

function describeEvidence({ verbalScale, validation }: Comparison): string[] {
  if (verbalScale === undefined) return [];
  const tested =
    validation === undefined
      ? 'validation: none recorded for this calibration'
      : `validation: ${describeTrials(validation)}, ${validation.targets} target and ${validation.nonTargets} non-target trials: ` +
        `equal error rate ${fixed(100 * validation.eer, 2)} %, Cllr ${fixed(validation.cllr, 4)} bit`;
  return [`${verbalScale.phrase}\n${tested}`];
}

function describeRendition({ againstRendition }: Comparison): string[] {
  if (againstRendition === undefined) return [];
  const { logLikelihoodRatio, verbalScale } = againstRendition;
  const ratio = `log10 likelihood ratio ${fixed(logLikelihoodRatio, 2)} (${intervalOrBound(againstRendition.likelihoodRatioInterval95)})`;
  return [`against another rendition: ${ratio}\n${verbalScale.phrase}`];
}

function describeTrials({ protocol, durationSeconds, pairLengths }: ValidationRecord): string {
  if (pairLengths === undefined) return `protocol ${protocol}, ${durationSeconds} s`;
  const { min, max } = pairLengths.shorter;
  return `pairs of ${printable(protocol)}, the shorter recording ${fixed(min, 1)} to ${fixed(max, 1)} s long`;
}
