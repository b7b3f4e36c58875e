import { expect, it } from 'vitest';
import { PageScripts } from '../../src/bench/page-scripts.js';
import { SITE } from './page.js';

const MOST_BYTES = 150 * 1024;

const scripts = new PageScripts(SITE);

it('the page begins with at most 150 KiB of JavaScript, zipped, without its WebAssembly runtimes', () => {
  expect(scripts.named('index')).not.toBe(scripts.named('worker'));
  expect(scripts.zippedBytes).toBeGreaterThan(0);
  expect(scripts.zippedBytes).toBeLessThanOrEqual(MOST_BYTES);
});

it('views of a library, and what writes the report, are loaded when they are wanted', () => {
  const begun = scripts.withImports(scripts.named('index'));
  for (const later of ['search-view', 'duplicates-view', 'report-writing']) {
    expect(begun).not.toContain(scripts.named(later));
  }
});
