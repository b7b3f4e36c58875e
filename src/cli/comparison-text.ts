import type { AlignedSegment } from '../alignment/index.js';
import type { DetectedAlteration } from '../detection/index.js';
import type { Comparison } from '../verification/index.js';
import { formatTable, formatTime } from './table.js';

/** The result of a comparison as a person reads it. */
export function describeComparison(comparison: Comparison): string {
  const { verdict, reference, candidate, model } = comparison;
  const files = formatTable([
    ['', 'reference', 'candidate'],
    ['file', reference.path, candidate.path],
    ['length', formatTime(reference.durationSeconds), formatTime(candidate.durationSeconds)],
    ['codec', reference.format.codec, candidate.format.codec],
    ['sha-256', `${reference.sha256.slice(0, 16)}…`, `${candidate.sha256.slice(0, 16)}…`],
  ]);
  const parts = [
    `${verdict === 'match' ? 'MATCH' : 'NO MATCH'}  ${describeScore(comparison)}`,
    files,
    describeSegments(comparison.segments),
    ...(verdict === 'match' ? [describeAlterations(comparison.alterations)] : []),
    ...describeEvidence(comparison),
    `model ${model.name} ${model.version} (${model.sha256.slice(0, 16)}…)`,
  ];
  const warnings = comparison.warnings.map((warning) => `warning: ${warning}\n`).join('');
  return `${parts.join('\n\n')}\n${warnings}`;
}

function describeScore({ verdict, score, threshold, scoreKind, ...evidence }: Comparison): string {
  const relation = verdict === 'match' ? '>' : '≤';
  if (scoreKind === 'cosine') {
    return `score ${score.toFixed(4)} ${relation} threshold ${threshold.toFixed(4)}`;
  }
  const [low, high] = evidence.likelihoodRatioInterval95!;
  // Ratio and interval are cut off at the bounds alike: an interval without width says that one was reached.
  const interval = low === high ? limitOf(score) : `95 % ${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `log10 likelihood ratio ${score.toFixed(2)} (${interval}) ${relation} threshold ${threshold.toFixed(2)}`;
}

/** Why an interval has no width. */
function limitOf(ratio: number): string {
  return ratio === 0 ? 'no support is stated, see the warning' : 'the bound of what the calibration supports';
}

function describeSegments(segments: readonly AlignedSegment[]): string {
  if (segments.length === 0) return 'together: nothing found';
  const span = (start: number, end: number) => `${formatTime(start)} – ${formatTime(end)}`;
  return formatTable(
    [
      ['together', 'reference', 'candidate', 'tempo', 'pitch', 'agreement'],
      ...segments.map((segment, i) => [
        `${i + 1}`,
        span(segment.referenceStartSeconds, segment.referenceEndSeconds),
        span(segment.candidateStartSeconds, segment.candidateEndSeconds),
        `× ${segment.tempoRatio.toFixed(4)}`,
        `${signed(segment.pitchShiftSemitones)} semitones`,
        segment.score.toFixed(3),
      ]),
    ],
    [5],
  );
}

function describeAlterations(alterations: readonly DetectedAlteration[]): string {
  if (alterations.length === 0) return 'done to the sound: nothing found';
  return `done to the sound:\n${alterations.map((alteration) => `  ${describeAlteration(alteration)}`).join('\n')}`;
}

/** One detected alteration in words, e.g. `pitch +2.01 semitones (± 0.25)`. */
export function describeAlteration(alteration: DetectedAlteration): string {
  switch (alteration.kind) {
    case 'pitch-shift':
      return `pitch ${signed(alteration.shiftSemitones)} semitones (± ${alteration.uncertaintySemitones.toFixed(2)})`;
    case 'tempo-change':
      return `tempo × ${alteration.tempoRatio.toFixed(4)} (± ${alteration.uncertaintyRatio.toFixed(4)})`;
    case 'speed-change':
      return `speed × ${alteration.speedRatio.toFixed(4)} (± ${alteration.uncertaintyRatio.toFixed(4)}), pitch with it`;
    case 'band-limit':
      return `band limited to ${hertz(alteration.lowHz, 'the lowest')} – ${hertz(alteration.highHz, 'the highest')} (± ${alteration.uncertaintyOctaves.toFixed(2)} octaves)`;
    case 'added-noise':
      return `noise added, ${alteration.snrDb.toFixed(0)} dB below the sound (± ${alteration.uncertaintyDb.toFixed(0)} dB)`;
    case 'reverberation':
      return `reverberation of ${alteration.decaySeconds.toFixed(1)} s (within a factor of ${alteration.uncertaintyFactor.toFixed(1)})`;
    case 'lossy-coding':
      return 'lossy coding at a low bit rate';
    case 'gain':
      return `gain ${signed(alteration.gainDb)} dB (± ${alteration.uncertaintyDb.toFixed(1)})`;
    case 'cut':
      return `${alteration.removedSeconds.toFixed(2)} s of the reference cut out at ${formatTime(alteration.candidateSeconds)} of the candidate`;
    case 'insertion':
      return `foreign sound inserted from ${formatTime(alteration.candidateStartSeconds)} to ${formatTime(alteration.candidateEndSeconds)} of the candidate`;
  }
}

function hertz(value: number | undefined, open: string): string {
  return value === undefined ? open : `${value.toFixed(0)} Hz`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function describeEvidence({ verbalScale, validation }: Comparison): string[] {
  if (verbalScale === undefined) return [];
  const tested =
    validation === undefined
      ? 'validation: none recorded for this calibration'
      : `validation: protocol ${validation.protocol}, ${validation.durationSeconds} s, ${validation.targets} target and ${validation.nonTargets} non-target trials: ` +
        `equal error rate ${(100 * validation.eer).toFixed(2)} %, Cllr ${validation.cllr.toFixed(4)} bit`;
  return [`${verbalScale.phrase}\n${tested}`];
}
