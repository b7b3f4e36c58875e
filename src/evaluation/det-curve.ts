import type { ErrorCurve } from './error-curve.js';

/** A detection error tradeoff curve: FRR over FAR, both in [0, 1], for drawing on normal-deviate axes. */
export interface DetCurve {
  /** Rising. */
  readonly far: Float64Array;
  /** Falling; point for point with `far`. */
  readonly frr: Float64Array;
}

/**
 * The corner points of the DET curve, points inside a straight run left out (they draw nothing).
 *
 * @see Martin et al., "The DET curve in assessment of detection task performance", Eurospeech 1997.
 */
export function detCurve(curve: ErrorCurve): DetCurve {
  const { falseAlarms, misses } = curve;
  const last = falseAlarms.length - 1;
  const corners: number[] = [];
  for (let i = 0; i <= last; i++) {
    const inside = i > 0 && i < last;
    const level = inside && misses[i - 1] === misses[i] && misses[i] === misses[i + 1];
    const upright = inside && falseAlarms[i - 1] === falseAlarms[i] && falseAlarms[i] === falseAlarms[i + 1];
    if (!level && !upright) corners.push(i);
  }
  return {
    far: Float64Array.from(corners, (i) => falseAlarms[i]! / curve.nonTargets),
    frr: Float64Array.from(corners, (i) => misses[i]! / curve.targets),
  };
}
