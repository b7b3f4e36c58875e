import { PAPER_CONSTANT_Q, type ConstantQ, type ConstantQConfig } from '../../features/index.js';

/** A room's tail. */
export interface PlaneReverberation {
  /** Time in which the lowest bin's tail falls by 60 dB, > 0. */
  readonly decaySeconds: number;
  /** Decay time of the highest bin over that of the lowest, in (0, 1]: rooms swallow high sounds first. */
  readonly highDecayRatio: number;
  /** Part of the power that goes through the room, in [0, 1]. */
  readonly wet: number;
}

/**
 * Lets every bin ring on: its power, smeared along time by an exponential decay, mixed with its own. A steady sound keeps
 * its level. The sound begins with the plane; there is no tail of anything before.
 *
 * @param plane - Linear magnitudes. Not modified.
 */
export function reverberatePlane(
  plane: ConstantQ,
  { decaySeconds, highDecayRatio, wet }: PlaneReverberation,
  config: ConstantQConfig = PAPER_CONSTANT_Q,
): ConstantQ {
  const { bins, frames } = plane;
  const frameSeconds = config.hopSamples / config.sampleRateHz;
  const data = new Float32Array(plane.data.length);
  for (let bin = 0; bin < bins; bin++) {
    const binDecaySeconds = decaySeconds * highDecayRatio ** (bin / Math.max(1, bins - 1));
    const kept = 10 ** ((-6 * frameSeconds) / binDecaySeconds);
    let tail = 0;
    for (let i = bin * frames; i < (bin + 1) * frames; i++) {
      const power = plane.data[i]! * plane.data[i]!;
      tail = kept * tail + (1 - kept) * power;
      data[i] = Math.sqrt((1 - wet) * power + wet * tail);
    }
  }
  return { data, bins, frames };
}
