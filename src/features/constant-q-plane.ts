import { DoppeltonError } from '../errors/index.js';
import type { ConstantQ } from './constant-q.js';
import { fromHalfFloats, toHalfFloats } from './half-float.js';

/** The scaled maximum lies in [2^14, 2^15), below the largest half (65504) by more than any rounding. */
const MAX_EXPONENT = 14;

/**
 * A recording's constant-Q magnitudes in half the memory: IEEE half floats of `magnitude / scale`, the scale a power
 * of two chosen so that the largest magnitude comes near the top of the range.
 *
 * A magnitude above 2^-28 of the largest (−168 dB) comes back within a relative 2^-11 (4.9e-4); one below, within
 * an absolute 2^-39 of the largest.
 */
export class ConstantQPlane {
  /** Row-major like {@link ConstantQ.data}. Never written to. */
  readonly halves: Uint16Array;
  readonly bins: number;
  readonly frames: number;
  /** A power of two, > 0: magnitude = half × scale. */
  readonly scale: number;

  constructor(parts: Pick<ConstantQPlane, 'halves' | 'bins' | 'frames' | 'scale'>) {
    this.halves = parts.halves;
    this.bins = parts.bins;
    this.frames = parts.frames;
    this.scale = parts.scale;
  }

  /** @param constantQ - Finite magnitudes, ≥ 0. Not modified. */
  static from(constantQ: ConstantQ): ConstantQPlane {
    const { data, bins, frames } = constantQ;
    let max = 0;
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator takes several times as long
    for (let i = 0; i < data.length; i++) if (data[i]! > max) max = data[i]!;
    const scale = max > 0 ? 2 ** (Math.floor(Math.log2(max)) - MAX_EXPONENT) : 1;
    const scaled = new Float32Array(data.length);
    // Exact, as the scale is a power of two.
    const inverse = 1 / scale;
    for (let i = 0; i < data.length; i++) scaled[i] = data[i]! * inverse;
    return new ConstantQPlane({ halves: toHalfFloats(scaled), bins, frames, scale });
  }

  /**
   * A stretch of the recording.
   *
   * @param startFrame - First frame, in [0, frames).
   * @param frameCount - How many, ≥ 0; all must lie inside the plane.
   * @returns Magnitudes, shape (bins, frameCount), in memory of their own.
   * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the stretch leaves the plane.
   */
  slice(startFrame: number, frameCount: number): ConstantQ {
    this.#requireInside(startFrame, frameCount);
    const { bins } = this;
    const stretch = { data: new Float32Array(bins * frameCount), bins, frames: frameCount };
    this.sliceInto(stretch, 0, startFrame, frameCount);
    return stretch;
  }

  /**
   * Lays what {@link slice} gives into a plane of as many bins.
   *
   * @param target - Written to, in the frames from `targetFrame` on.
   * @throws DoppeltonError As {@link slice}.
   */
  sliceInto(target: ConstantQ, targetFrame: number, startFrame: number, frameCount: number): void {
    this.#requireInside(startFrame, frameCount);
    const { halves, bins, frames, scale } = this;
    for (let bin = 0; bin < bins; bin++) {
      const source = bin * frames + startFrame;
      const at = bin * target.frames + targetFrame;
      fromHalfFloats(halves.subarray(source, source + frameCount), scale, target.data, at);
    }
  }

  #requireInside(startFrame: number, frameCount: number): void {
    const { frames } = this;
    if (startFrame < 0 || frameCount < 0 || startFrame + frameCount > frames) {
      throw new DoppeltonError(
        'SETTING_OUT_OF_RANGE',
        `Frames ${startFrame} to ${startFrame + frameCount} lie outside a plane of ${frames} frames.`,
      );
    }
  }

  /** The whole recording. */
  whole(): ConstantQ {
    return this.slice(0, this.frames);
  }
}
