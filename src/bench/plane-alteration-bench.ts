import {
  DEFAULT_PLANE_ALTERATION_RANGES,
  applyPlaneAlteration,
  drawPlaneAlteration,
} from '../augment/index.js';
import { Rng } from '../numeric/index.js';
import { time } from './timing.js';

const FRAMES = 345;

/** Drawing and applying one alteration to a plane of 8 s, by the default ranges and with a background. */
export async function benchPlaneAlteration(): Promise<string> {
  const rng = new Rng(1);
  const frames = Math.ceil(1.5 * FRAMES);
  const plane = { data: Float32Array.from({ length: 84 * frames }, () => rng.uniform()), bins: 84, frames };
  const { medianMs } = await time(300, () => {
    const alteration = drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, rng);
    return applyPlaneAlteration(plane, alteration, { startFrame: 10, frames: FRAMES, background: plane });
  });
  return `alteration of a constant-Q plane of ${FRAMES} frames: median ${medianMs.toFixed(2)} ms`;
}
