import { cpus } from 'node:os';
import { benchConstantQ } from './constant-q-bench.js';
import { benchPlaneAlteration } from './plane-alteration-bench.js';
import { benchStretch } from './stretch-bench.js';

// Speeds, side by side in one run. Numbers of different runs or machines do not compare; ratios within a run do.
const BENCHES = [benchConstantQ, benchPlaneAlteration, benchStretch];

process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}\n`,
);
for (const bench of BENCHES) process.stdout.write(`${await bench()}\n`);
