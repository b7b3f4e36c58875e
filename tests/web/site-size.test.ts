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

const ASSETS = join(SITE, 'assets');

/** A script and all that it imports before it runs. */
function withImports(name: string, known = new Set<string>()): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  const text = readFileSync(join(ASSETS, name), 'utf8');
  for (const [, imported] of text.matchAll(/\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    withImports(imported!, known);
  }
  return known;
}

function scriptOf(start: string): string {
  return readdirSync(ASSETS).find((name) => name.startsWith(`${start}-`) && name.endsWith('.js'))!;
}

it('the page begins with at most 150 KiB of JavaScript, zipped, without its WebAssembly runtimes', () => {
  const [page, worker] = [withImports(scriptOf('index')), withImports(scriptOf('worker'))];
  const scripts = [...new Set([...page, ...worker])].map((name) => join(ASSETS, name));
  // ONNX Runtime's own script is a part of the worker's.
  const onnx = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  const runtime = zippedBytes(join(onnx, 'ort.wasm.min.mjs'));
  const total = [...scripts, join(SITE, 'offline.js')].reduce((sum, path) => sum + zippedBytes(path), 0);
  expect(page.size + worker.size).toBeGreaterThanOrEqual(2);
  expect(total - runtime).toBeLessThanOrEqual(MOST_BYTES);
});

it('views of a library, and what writes the report, are loaded when they are wanted', () => {
  const begun = withImports(scriptOf('index'));
  for (const later of ['search-view', 'duplicates-view', 'report-writing']) {
    expect(readdirSync(ASSETS)).toContain(scriptOf(later));
    expect(begun).not.toContain(scriptOf(later));
  }
});
