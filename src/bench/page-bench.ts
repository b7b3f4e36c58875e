import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { hasChromium, launchBrowser } from './launch-browser.js';
import { writeLongRecordings } from './long-recordings.js';
import { PageScripts } from './page-scripts.js';
import { startService } from './started-service.js';
import { summary } from './timing.js';

const PAINTS = 7;
const COMPARISONS = 3;
const PATIENCE_MS = 600_000;

/** Resolves in the page with the milliseconds from its address being called up to its first contents. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntriesByName('first-contentful-paint')) resolve(startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

/**
 * The page in Chromium, as `doppelton serve` gives it on this machine: how soon there is something to see, and how long two
 * recordings of three minutes take, from the button to the verdict. Each time is of a new profile, with nothing kept.
 */
export async function benchPage(): Promise<string> {
  if (!hasChromium()) return 'the page in Chromium: not measured, as chromium is not installed';
  const folder = await mkdtemp(join(tmpdir(), 'doppelton-page-bench-'));
  const { child, connection } = await startService();
  try {
    const browser = await launchBrowser();
    try {
      const [reference, candidate] = await writeLongRecordings(folder, 2);
      const paints = await repeat(PAINTS, browser, connection.url, (page) =>
        page.evaluate<number>(FIRST_PAINT),
      );
      const comparisons = await repeat(COMPARISONS, browser, connection.url, (page) =>
        compare(page, reference!, candidate!),
      );
      const scripts = new PageScripts(fileURLToPath(new URL('../../dist/web/', import.meta.url)));
      return [
        `the page in Chromium ${browser.version()}`,
        `  first contentful paint: ${describe(paints)} (wanted: less than 1 s)`,
        `  comparison of two MP3 files of 3 minutes: ${describe(comparisons)} (wanted: within 10 s on two cores)`,
        `  JavaScript to begin with, zipped, without ONNX Runtime: ${(scripts.zippedBytes / 1024).toFixed(1)} KiB`,
      ].join('\n');
    } finally {
      await browser.close();
    }
  } finally {
    child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of each of so many visits, after one that is not counted. */
async function repeat(
  times: number,
  browser: Browser,
  url: string,
  measure: (page: Page) => Promise<number>,
): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let i = 0; i <= times; i++) {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(url);
    const measured = await measure(page);
    if (i > 0) milliseconds.push(measured);
    await context.close();
  }
  return milliseconds;
}

async function compare(page: Page, reference: string, candidate: string): Promise<number> {
  await page.locator('[data-ready=true]').waitFor({ state: 'attached' });
  await page.getByTestId('reference-input').setInputFiles(reference);
  await page.getByTestId('candidate-input').setInputFiles(candidate);
  const start = performance.now();
  await page.locator('button[type=submit]').click();
  await page.getByTestId('verdict').waitFor();
  return performance.now() - start;
}

function describe(milliseconds: readonly number[]): string {
  const { medianMs, bestMs } = summary(milliseconds);
  const s = (ms: number) => (ms / 1000).toFixed(2);
  return `median ${s(medianMs)} s, best ${s(bestMs)} s, worst ${s(Math.max(...milliseconds))} s of ${milliseconds.length}`;
}
