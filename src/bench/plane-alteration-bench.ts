import {
  DEFAULT_PLANE_ALTERATION_RANGES,
  applyPlaneAlteration,
  drawPlaneAlteration,
} from '../src/augment/index.js';
import { Rng } from '../src/numeric/index.js';

/** Milliseconds to draw and apply one alteration to 8 s (345 columns), by default ranges with a background. */
const RUNS = 400;
const rng = new Rng(1);
const plane = { data: Float32Array.from({ length: 84 * 520 }, () => rng.uniform()), bins: 84, frames: 520 };

const milliseconds = Array.from({ length: RUNS }, () => {
  const start = performance.now();
  const alteration = drawPlaneAlteration(DEFAULT_PLANE_ALTERATION_RANGES, rng);
  applyPlaneAlteration(plane, alteration, { startFrame: 10, frames: 345, background: plane });
  return performance.now() - start;
}).sort((a, b) => a - b);
const [median, slow] = [milliseconds[RUNS / 2]!, milliseconds[Math.floor(RUNS * 0.95)]!];
console.log(`plane alteration, 345 frames: ${median.toFixed(2)} ms (95 % under ${slow.toFixed(2)} ms)`);
