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
// `npm run bench -- page` measures this alone.
const BENCHES: Readonly<Record<string, () => Promise<string> | string>> = {
  'constant-q': benchConstantQ,
  'plane-alteration': benchPlaneAlteration,
  stretch: benchStretch,
  embedding: benchEmbedding,
  comparison: benchComparison,
  ingest: benchIngest,
  service: benchService,
  page: benchPage,
  network: benchNetwork,
};

const print = (line: string) => {
  process.stdout.write(`${line}\n`);
};

const names = Object.keys(BENCHES);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}; there are ${names.join(', ')}.\n`);
  process.exitCode = 2;
} else {
  print(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length === 0 || wanted.includes(name)) print(await bench());
  }
}
