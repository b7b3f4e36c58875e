import { DoppeltonError } from '../errors/index.js';

/**
 * Constant-Q magnitudes of a recording or fragment: linear, not dB, row-major; bin b at frame t is
 * `data[b * frames + t]`, bin 0 the lowest pitch.
 */
export interface ConstantQ {
  readonly data: Float32Array;
  readonly bins: number;
  readonly frames: number;
}

/**
 * The columns [startFrame, endFrame) as a plane of their own.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` unless 0 ≤ startFrame ≤ endFrame ≤ plane.frames.
 */
export function columns(plane: ConstantQ, startFrame: number, endFrame: number): ConstantQ {
  if (!(startFrame >= 0 && startFrame <= endFrame && endFrame <= plane.frames)) {
    const asked = `[${startFrame}, ${endFrame})`;
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `Columns ${asked} of a plane of ${plane.frames} frames.`,
    );
  }
  const { bins } = plane;
  const frames = endFrame - startFrame;
  const data = new Float32Array(bins * frames);
  for (let bin = 0; bin < bins; bin++) {
    const row = bin * plane.frames;
    data.set(plane.data.subarray(row + startFrame, row + endFrame), bin * frames);
  }
  return { data, bins, frames };
}

/**
 * Planes laid one behind the other in time.
 *
 * @param planes - At least one, all of the same number of bins.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when there is none, or their bins differ.
 */
export function concatColumns(planes: readonly ConstantQ[]): ConstantQ {
  const bins = planes[0]?.bins;
  if (bins === undefined || planes.some((plane) => plane.bins !== bins)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      'Joining planes takes at least one, all of the same bins.',
    );
  }
  const frames = planes.reduce((sum, plane) => sum + plane.frames, 0);
  const data = new Float32Array(bins * frames);
  let start = 0;
  for (const plane of planes) {
    for (let bin = 0; bin < bins; bin++) {
      const row = plane.data.subarray(bin * plane.frames, (bin + 1) * plane.frames);
      data.set(row, bin * frames + start);
    }
    start += plane.frames;
  }
  return { data, bins, frames };
}
