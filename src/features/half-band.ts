import { besselI0 } from '../numeric/index.js';

/** Everything in the stop band lies this far below the pass band. */
const STOP_BAND_DB = 110;

/**
 * A linear-phase low-pass at a quarter of the input rate, for halving the rate. Every second tap but the centre is
 * zero, so only one side's odd taps are kept.
 */
export interface HalfBandFilter {
  /** Tap at offset 0. */
  readonly centreTap: number;
  /** Taps at offsets ±1, ±3, ±5, …, shape (pairs). */
  readonly sideTaps: Float64Array;
  /** Input samples needed on either side of an output's own position. */
  readonly reachSamples: number;
}

/**
 * Designs a half-band filter by Kaiser's window, with a gain at 0 Hz of `gain`.
 *
 * @param passEdge - Where the pass band ends, as a part of the input rate, in (0, 0.25); the stop band starts at
 *   0.5 − passEdge, and what lies between folds onto itself when the rate is halved.
 * @param gain - Amplitude factor of the pass band.
 * @see Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", ISCAS 1974.
 */
export function designHalfBand(passEdge: number, gain: number): HalfBandFilter {
  const transitionRadians = 2 * Math.PI * (0.5 - 2 * passEdge);
  const taps = (STOP_BAND_DB - 8) / (2.285 * transitionRadians) + 1;
  const pairs = Math.ceil((taps + 1) / 4);
  const reachSamples = 2 * pairs - 1;
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);
  const sideTaps = Float64Array.from({ length: pairs }, (_, pair) => {
    const offset = 2 * pair + 1;
    const window = besselI0(beta * Math.sqrt(1 - (offset / (reachSamples + 1)) ** 2)) / besselI0(beta);
    return (Math.sin((Math.PI * offset) / 2) / (Math.PI * offset)) * window;
  });
  const sum = 0.5 + 2 * sideTaps.reduce((total, tap) => total + tap, 0);
  return {
    centreTap: (0.5 * gain) / sum,
    sideTaps: sideTaps.map((tap) => (tap * gain) / sum),
    reachSamples,
  };
}
