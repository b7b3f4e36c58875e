import type { ConstantQ } from '../../features/index.js';
import { DoppeltonError } from '../../errors/index.js';
import { planePower } from './plane-power.js';

/** How another recording is mixed in. */
export interface PlaneBackground {
  /** Power of the plane over power of the stretch mixed in. */
  readonly snrDb: number;
  /** Where in the background the stretch begins, in [0, 1); it goes round at the end. */
  readonly startFraction: number;
}

/**
 * Mixes another recording into a plane, as powers: the phases of two recordings have nothing to do with each other.
 *
 * @param plane - Linear magnitudes. Not modified.
 * @param background - Of the same bins, at least one frame, any length. Not modified.
 * @returns A new plane; the same values when either is silent.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the bins differ or the background has no frame.
 */
export function mixPlaneBackground(
  plane: ConstantQ,
  background: ConstantQ,
  { snrDb, startFraction }: PlaneBackground,
): ConstantQ {
  const { bins, frames } = plane;
  if (background.bins !== bins || background.frames === 0) {
    const shape = `${background.bins} bins by ${background.frames} frames`;
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `A background of ${shape} cannot join ${bins} bins.`);
  }
  const stretch = wrapped(background, Math.floor(startFraction * background.frames), frames);
  const power = planePower(stretch);
  const scale = power === 0 ? 0 : planePower(plane) / 10 ** (snrDb / 10) / power;
  const data = plane.data.map((magnitude, i) => {
    const other = stretch.data[i]!;
    return Math.sqrt(magnitude * magnitude + scale * other * other);
  });
  return { data, bins, frames };
}

function wrapped(plane: ConstantQ, startFrame: number, frames: number): ConstantQ {
  const data = new Float32Array(plane.bins * frames);
  for (let bin = 0; bin < plane.bins; bin++) {
    let at = startFrame;
    for (let t = 0; t < frames; t++) {
      data[bin * frames + t] = plane.data[bin * plane.frames + at]!;
      at = at + 1 === plane.frames ? 0 : at + 1;
    }
  }
  return { data, bins: plane.bins, frames };
}
