import { constantQ } from '../src/features/index.js';
import { Rng } from '../src/numeric/index.js';

/** Milliseconds of constant-Q transform for 20 s of noise: the median and the best of many runs. */
const RUNS = 60;
const rng = new Rng(1);
const signal = {
  samples: Float32Array.from({ length: 441_000 }, () => rng.uniform(-0.5, 0.5)),
  sampleRateHz: 22_050,
};

const milliseconds = Array.from({ length: RUNS }, () => {
  const start = performance.now();
  constantQ(signal);
  return performance.now() - start;
}).sort((a, b) => a - b);
console.log(
  `constant-Q, 20 s: ${milliseconds[RUNS / 2]!.toFixed(1)} ms (best ${milliseconds[0]!.toFixed(1)} ms)`,
);
