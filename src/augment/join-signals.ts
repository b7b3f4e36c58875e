import type { Signal } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';

/** How one sound follows another: right after it, faded over linearly, or begun while the other still sounds in full. */
export interface SignalJoin {
  readonly kind: 'concatenated' | 'faded' | 'overlapped';
  /** For how long both sound; 0 where they are concatenated. */
  readonly seconds: number;
}

/**
 * Sounds one after the other.
 *
 * @param signals - At one sample rate, at least one. Not modified.
 * @param joins - Between each and the next; none longer than either.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for other joins than there are places, too long ones, or different sample
 *   rates.
 */
export function joinSignals(signals: readonly Signal[], joins: readonly SignalJoin[]): Signal {
  const { sampleRateHz } = signals[0]!;
  const overlaps = joins.map(({ seconds }) => Math.round(seconds * sampleRateHz));
  const fits = overlaps.every(
    (overlap, i) =>
      overlap >= 0 &&
      overlap <= Math.min(signals[i]?.samples.length ?? -1, signals[i + 1]?.samples.length ?? -1),
  );
  if (
    joins.length !== signals.length - 1 ||
    !fits ||
    signals.some((signal) => signal.sampleRateHz !== sampleRateHz)
  ) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `${joins.length} joins do not fit ${signals.length} sounds`,
    );
  }
  const length =
    signals.reduce((sum, { samples }) => sum + samples.length, 0) - overlaps.reduce((sum, n) => sum + n, 0);
  const result = new Float32Array(length);
  let start = 0;
  for (const [i, { samples }] of signals.entries()) {
    const [before, after] = [i === 0 ? undefined : joins[i - 1], joins[i]];
    const rise = before?.kind === 'faded' ? overlaps[i - 1]! : 0;
    const fall = after?.kind === 'faded' ? overlaps[i]! : 0;
    for (let t = 0; t < samples.length; t++) {
      const rising = t < rise ? (t + 0.5) / rise : 1;
      const left = samples.length - t;
      const falling = left <= fall ? (left - 0.5) / fall : 1;
      result[start + t]! += rising * falling * samples[t]!;
    }
    start += samples.length - (overlaps[i] ?? 0);
  }
  return { sampleRateHz, samples: result };
}
