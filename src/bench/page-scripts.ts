import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The scripts of the built page. */
export class PageScripts {
  readonly #site: string;
  readonly #assets: string;

  /** @param site - Folder of the built page. */
  constructor(site: string) {
    this.#site = site;
    this.#assets = join(site, 'assets');
  }

  /** The name of the script that begins with `start`. */
  named(start: string): string {
    const name = readdirSync(this.#assets).find(
      (each) => each.startsWith(`${start}-`) && each.endsWith('.js'),
    );
    if (name === undefined) throw new Error(`the page has no script ${start}`);
    return name;
  }

  /** Names of a script and all that it imports before it runs. */
  withImports(name: string, known = new Set<string>()): ReadonlySet<string> {
    if (known.has(name)) return known;
    known.add(name);
    const text = readFileSync(join(this.#assets, name), 'utf8');
    for (const [, imported] of text.matchAll(/\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
      this.withImports(imported!, known);
    }
    return known;
  }

  /** Bytes, zipped, of what the page and its worker begin with, without ONNX Runtime. */
  get zippedBytes(): number {
    const begun = ['index', 'worker'].flatMap((start) => [...this.withImports(this.named(start))]);
    const scripts = [...new Set(begun)].map((name) => join(this.#assets, name));
    const total = [...scripts, join(this.#site, 'offline.js')].reduce((sum, path) => sum + zipped(path), 0);
    // ONNX Runtime's own script is a part of the worker's.
    const onnx = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
    return total - zipped(join(onnx, 'ort.wasm.min.mjs'));
  }
}

function zipped(path: string): number {
  return gzipSync(readFileSync(path), { level: 9 }).length;
}
