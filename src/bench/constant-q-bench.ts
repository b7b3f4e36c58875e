import { constantQ } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { time } from './timing.js';

const SECONDS = 20;
const RATE_HZ = 22_050;

/** The constant-Q transform of 20 s of noise. */
export async function benchConstantQ(): Promise<string> {
  const rng = new Rng(1);
  const samples = Float32Array.from({ length: SECONDS * RATE_HZ }, () => rng.uniform(-0.5, 0.5));
  const { medianMs, bestMs } = await time(40, () => constantQ({ samples, sampleRateHz: RATE_HZ }));
  return `constant-Q of ${SECONDS} s: median ${medianMs.toFixed(1)} ms, best ${bestMs.toFixed(1)} ms, ${Math.round((1000 * SECONDS) / medianMs)} × real time`;
}
