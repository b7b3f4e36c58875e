import type { CommonLine } from '../../collection/index.js';
import type { NumberFormat } from '../language/number-format.js';

/** What was changed from one recording of a pair to the other. */
export type PairChange = 'none' | 'tempo' | 'pitch' | 'both';

/** Less is not told from nothing. */
const LEAST_TEMPO_CHANGE = 0.003;
const LEAST_PITCH_SEMITONES = 0.25;

export function pairChange(line: Pick<CommonLine, 'tempoRatio' | 'pitchShiftSemitones'>): PairChange {
  if (isTempoChanged(line)) return isPitchChanged(line) ? 'both' : 'tempo';
  return isPitchChanged(line) ? 'pitch' : 'none';
}

/** What is known of a pair, as it is written in a map. */
export interface PairFacts {
  readonly line: Pick<CommonLine, 'tempoRatio' | 'pitchShiftSemitones'>;
  readonly referenceShare: number;
  readonly candidateShare: number;
  readonly logLikelihoodRatio: number;
}

/**
 * A pair in two lines: tempo and pitch where they were changed; then the shares in common and the log10 likelihood ratio.
 *
 * @param semitones - The unit, shortened.
 */
export function pairWords(
  { line, referenceShare, candidateShare, logLikelihoodRatio }: PairFacts,
  { fixed, signed }: NumberFormat,
  semitones: string,
): string[] {
  const changes = [
    ...(isTempoChanged(line) ? [`× ${fixed(line.tempoRatio, 3)}`] : []),
    ...(isPitchChanged(line) ? [`${signed(line.pitchShiftSemitones, 1)} ${semitones}`] : []),
  ];
  const shares = `${fixed(100 * referenceShare, 0)} / ${fixed(100 * candidateShare, 0)} %, LR ${signed(logLikelihoodRatio, 1)}`;
  return changes.length === 0 ? [shares] : [changes.join(', '), shares];
}

function isTempoChanged({ tempoRatio }: PairFacts['line']): boolean {
  return Math.abs(tempoRatio - 1) >= LEAST_TEMPO_CHANGE;
}

function isPitchChanged({ pitchShiftSemitones }: PairFacts['line']): boolean {
  return Math.abs(pitchShiftSemitones) >= LEAST_PITCH_SEMITONES;
}
