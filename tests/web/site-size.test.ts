import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { SITE } from './page.js';

const MOST_BYTES = 150 * 1024;

function zippedBytes(path: string): number {
  return gzipSync(readFileSync(path), { level: 9 }).length;
}

it('the page has at most 150 KiB of JavaScript, zipped, without its WebAssembly runtimes', () => {
  const assets = join(SITE, 'assets');
  const scripts = readdirSync(assets)
    // This one is a runtime as a whole, with its WebAssembly inside.
    .filter((name) => name.endsWith('.js') && !name.startsWith('SignalsmithStretch'))
    .map((name) => join(assets, name));
  // ONNX Runtime's own script is a part of the worker's.
  const onnx = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  const runtime = zippedBytes(join(onnx, 'ort.wasm.min.mjs'));
  const total = [...scripts, join(SITE, 'offline.js')].reduce((sum, path) => sum + zippedBytes(path), 0);
  expect(scripts.length).toBeGreaterThanOrEqual(3);
  expect(total - runtime).toBeLessThanOrEqual(MOST_BYTES);
});
