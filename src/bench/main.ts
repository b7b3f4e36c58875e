import { cpus } from 'node:os';
import { benchComparison, benchEmbedding } from './comparison-bench.js';
import { benchConstantQ } from './constant-q-bench.js';
import { benchIngest } from './ingest-bench.js';
import { benchNetwork } from './network-bench.js';
import { benchPage } from './page-bench.js';
import { benchPlaneAlteration } from './plane-alteration-bench.js';
import { benchService } from './service-bench.js';
import { benchStretch } from './stretch-bench.js';

// Speeds, side by side in one run. Numbers of different runs or machines do not compare; ratios within a run do.
const print = (line: string) => {
  process.stdout.write(`${line}\n`);
};

print(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
const BENCHES: Readonly<Record<string, () => Promise<string> | string>> = {
  'constant-q': benchConstantQ,
  'plane-alteration': benchPlaneAlteration,
  stretch: benchStretch,
  embedding: benchEmbedding,
  comparison: benchComparison,
  ingest: benchIngest,
  service: benchService,
  page: benchPage,
};
// `npm run bench -- page` measures this alone.
const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
for (const [name, bench] of Object.entries(BENCHES)) if (isWanted(name)) print(await bench());
if (isWanted('network')) await benchNetwork(print);
