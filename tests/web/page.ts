import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** The built site. */
export const SITE = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/** A short recording of samples/. */
export function sample(name: string): string {
  return fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
}

/** A machine that is busy with other tests takes its time. */
const MOST_PATIENCE_MS = 100_000;

/** An open page, and what went against its promises. */
export interface OpenPage {
  readonly page: Page;
  /** Everything that it asked for. */
  readonly requests: readonly string[];
  /** Breaches of the content security policy, and errors that nobody caught. */
  readonly complaints: readonly string[];
}

/** @param options.hash - Names the view, e.g. `#/search`; the first one where it is left out. */
export async function openSite(
  browser: Browser,
  origin: string,
  { hash = '', ...options }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(MOST_PATIENCE_MS);
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${origin}/${hash}`);
  return { page, requests, complaints };
}

/** Waits until the model is loaded. */
export async function untilReady(page: Page): Promise<void> {
  await page.locator('[data-ready=true]').waitFor({ state: 'attached' });
}

/** Lets files fall on the page, as from a file manager. */
export async function dropFiles(page: Page, files: readonly { name: string; bytes: Uint8Array }[]) {
  const contents = files.map(({ name, bytes }) => ({
    name,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  await page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }, contents);
}

/** Chooses two files and compares them. */
export async function compareOnPage(page: Page, reference: string, candidate: string): Promise<void> {
  await page.getByTestId('reference-input').setInputFiles(reference);
  await page.getByTestId('candidate-input').setInputFiles(candidate);
  await page.locator('button[type=submit]').click();
}

/** What the page shows of a finished comparison. */
export async function shownResult(page: Page) {
  const heading = page.getByTestId('verdict');
  await heading.waitFor();
  return {
    verdict: await heading.getAttribute('data-verdict'),
    score: Number(await page.getByTestId('ratio').getAttribute('data-score')),
    cosine: Number(await page.getByTestId('cosine').getAttribute('data-cosine')),
  };
}
