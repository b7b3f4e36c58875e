import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { constantQ } from '../src/features/index.js';
import { Rng } from '../src/numeric/index.js';
import { describeWith } from './describe-with.js';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const SAMPLES = 44_100;

/** Transforms the same noise as the test does, with the very modules that Node runs, and writes the result down. */
const PAGE = `<!doctype html><pre id="result"></pre><script type="module">
import { constantQ } from '/features/index.js';
import { Rng } from '/numeric/index.js';
const rng = new Rng(7);
const samples = Float32Array.from({ length: ${SAMPLES} }, () => rng.uniform(-0.5, 0.5));
const { data, bins, frames } = constantQ({ samples, sampleRateHz: 22050 });
document.getElementById('result').textContent = JSON.stringify({ bins, frames, data: [...data] });
</script>`;

let server: Server;
let profile: string;

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'doppelton-browser-'));
  server = createServer((request, response) => {
    const path = normalize(request.url ?? '/');
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    readFile(join(DIST, path)).then(
      (content) => response.setHeader('content-type', 'text/javascript').end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.close();
  await rm(profile, { recursive: true, force: true });
});

describeWith('chromium', 'in a browser', () => {
  it('the constant-Q transform gives the numbers that Node gives', async () => {
    const { port } = server.address() as AddressInfo;
    const { stdout } = await promisify(execFile)(
      'chromium',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        `--user-data-dir=${profile}`,
        '--virtual-time-budget=20000',
        '--dump-dom',
        `http://127.0.0.1:${port}/`,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    const json = /<pre id="result">(.*?)<\/pre>/s.exec(stdout)?.[1] ?? 'null';
    const found = JSON.parse(json) as { bins: number; frames: number; data: number[] } | null;
    const rng = new Rng(7);
    const samples = Float32Array.from({ length: SAMPLES }, () => rng.uniform(-0.5, 0.5));
    const expected = constantQ({ samples, sampleRateHz: 22_050 });
    expect(found).not.toBeNull();
    expect([found!.bins, found!.frames]).toEqual([expected.bins, expected.frames]);
    const worst = found!.data.reduce(
      (max, value, i) => Math.max(max, Math.abs(value - expected.data[i]!)),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
  });
});
