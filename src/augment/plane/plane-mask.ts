import type { ConstantQ } from '../../features/index.js';

/** A stretch of an axis, in parts of its length, so that it fits a plane of any size. */
export interface AxisSpan {
  /** In [0, 1]. */
  readonly startFraction: number;
  /** In [0, 1 − startFraction]. */
  readonly widthFraction: number;
}

/**
 * Silences bands and stretches of time.
 *
 * @param plane - Linear magnitudes. Not modified.
 * @param bands - Spans of the pitch axis.
 * @param times - Spans of the time axis.
 * @see Park et al., "SpecAugment: a simple data augmentation method for automatic speech recognition", Interspeech 2019.
 */
export function maskPlane(
  plane: ConstantQ,
  bands: readonly AxisSpan[],
  times: readonly AxisSpan[],
): ConstantQ {
  const { bins, frames } = plane;
  const data = plane.data.slice();
  for (const band of bands) {
    const [start, end] = cells(band, bins);
    data.fill(0, start * frames, end * frames);
  }
  for (const time of times) {
    const [start, end] = cells(time, frames);
    for (let bin = 0; bin < bins; bin++) data.fill(0, bin * frames + start, bin * frames + end);
  }
  return { data, bins, frames };
}

function cells({ startFraction, widthFraction }: AxisSpan, length: number): [start: number, end: number] {
  return [Math.round(startFraction * length), Math.round((startFraction + widthFraction) * length)];
}
