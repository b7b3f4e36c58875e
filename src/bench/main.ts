import { cpus } from 'node:os';
import { benchComparison, benchEmbedding } from './comparison-bench.js';
import { benchConstantQ } from './constant-q-bench.js';
import { benchIngest } from './ingest-bench.js';
import { benchNetwork } from './network-bench.js';
import { benchPlaneAlteration } from './plane-alteration-bench.js';
import { benchService } from './service-bench.js';
import { benchStretch } from './stretch-bench.js';

// Speeds, side by side in one run. Numbers of different runs or machines do not compare; ratios within a run do.
const print = (line: string) => {
  process.stdout.write(`${line}\n`);
};

print(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
for (const bench of [
  benchConstantQ,
  benchPlaneAlteration,
  benchStretch,
  benchEmbedding,
  benchComparison,
  benchIngest,
  benchService,
])
  print(await bench());
await benchNetwork(print);
