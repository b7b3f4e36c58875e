import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser } from '../../src/bench/launch-browser.js';
import { describeWith } from '../describe-with.js';
import { SITE } from './page.js';
import { serveFolder, type StaticServer } from './static-server.js';

describeWith('chromium', 'sites that are kept for use without their server', () => {
  let folder: string;
  let server: StaticServer;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doppelton-offline-'));
    for (const name of ['one', 'two']) await cp(SITE, join(folder, name), { recursive: true });
    server = await serveFolder(folder);
    context = await browser.newContext({ locale: 'en-GB' });
  });

  afterEach(async () => {
    await context.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  /** Opens a site, and waits until it is kept. */
  async function openKept(name: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${server.origin}/${name}/`);
    await page.locator('[data-kept=true]').waitFor({ state: 'attached' });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    return page;
  }

  it('leave those of other folders of their server alone', async () => {
    const first = await openKept('one');
    await makeNextVersion(join(folder, 'two'));
    await openKept('two');
    await server.close();
    await first.reload();
    await first.locator('[data-ready=true]').waitFor({ state: 'attached' });
    expect(await first.evaluate(canFetch, 'service.json')).toBe(false);
  });

  it('keep the parts of a version of which a page is open, and no longer', async () => {
    const older = await openKept('one');
    const part = await makeNextVersion(join(folder, 'one'));
    const newer = await openKept('one');
    await newer.evaluate(untilNextIsKept);
    await server.close();
    expect(await newer.evaluate(canFetch, `assets/${part.next}`)).toBe(true);
    expect(await older.evaluate(canFetch, `assets/${part.name}`)).toBe(true);
    await older.close();
    await newer.close();

    const next = await context.newPage();
    server = await serveFolder(folder, { port: Number(new URL(server.origin).port) });
    await next.goto(`${server.origin}/one/`);
    await expect.poll(() => next.evaluate(async () => (await caches.keys()).length)).toBe(1);
    await server.close();
    expect(await next.evaluate(canFetch, `assets/${part.next}`)).toBe(true);
    expect(await next.evaluate(canFetch, `assets/${part.name}`)).toBe(false);
  });
});

/** Makes of a site another version, in which the part that writes reports has another name; the old one is gone. */
async function makeNextVersion(site: string): Promise<{ readonly name: string; readonly next: string }> {
  const assets = join(site, 'assets');
  const name = (await readdir(assets)).find((file) => file.startsWith('report-writing-'))!;
  const next = 'report-writing-Next.js';
  await rename(join(assets, name), join(assets, next));
  const script = await readFile(join(site, 'offline.js'), 'utf8');
  const renewed = script.replace(name, next).replace(/"[0-9a-f]{16}"/, '"next"');
  await writeFile(join(site, 'offline.js'), renewed);
  return { name, next };
}

/** Waits until the next version is kept, whether it is in use already or waits. */
async function untilNextIsKept(): Promise<void> {
  const registration = (await navigator.serviceWorker.getRegistration())!;
  await registration.update();
  const { installing } = registration;
  if (installing === null) return;
  await new Promise((resolve) => {
    installing.addEventListener('statechange', resolve, { once: true });
  });
}

function canFetch(path: string): Promise<boolean> {
  return fetch(path).then(
    ({ ok }) => ok,
    () => false,
  );
}
