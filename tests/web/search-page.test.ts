import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseModelManifest } from '../../src/embedding/index.js';
import { scoreEvidence } from '../../src/search/search-evidence.contract.js';
import { runDoppelton } from '../command-line.js';
import { describeWith } from '../describe-with.js';
import { samplePath, ServiceProcess } from '../service/service-process.js';
import { accessibilityFindings } from './accessibility.js';
import { launchBrowser } from '../../src/bench/launch-browser.js';
import { dropFiles, openSite, untilReady, type OpenPage } from './page.js';

const MODEL = fileURLToPath(new URL('../../models/default/', import.meta.url));
const PATIENCE_MS = 480_000;

describeWith('chromium', 'the page of a service with a library', () => {
  let folder: string;
  let service: ServiceProcess;
  let origin: string;
  let browser: Browser;
  let site: OpenPage;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doppelton-search-page-'));
    const [model, library] = [join(folder, 'model'), join(folder, 'library')];
    await cp(MODEL, model, { recursive: true });
    const manifest = await readFile(join(model, 'model.json'), 'utf8');
    const evidence = scoreEvidence(parseModelManifest(manifest, 'model.json'));
    await writeFile(join(model, 'search.json'), JSON.stringify(evidence));
    const recordings = ['original.ogg', 'different.ogg'].map(samplePath);
    await runDoppelton(folder, 'library', 'add', ...recordings, '--library', library, '--model', model);
    service = await ServiceProcess.start(
      ...['--library', library, '--model', model, '--data', join(folder, 'data'), '--processes', '1'],
    );
    ({ origin } = new URL(service.url));
    browser = await launchBrowser();
    site = await openSite(browser, origin);
    page = site.page;
    await page.getByRole('link', { name: 'Search the library' }).click();
  }, PATIENCE_MS);

  afterAll(async () => {
    await browser.close();
    await service.stop();
    await rm(folder, { recursive: true });
  });

  it('says what the library holds, and that here the file is sent', async () => {
    await page.getByTestId('library-facts').waitFor();
    expect(await page.getByTestId('library-facts').textContent()).toContain('2 recordings');
    expect(await page.locator('.sent').textContent()).toContain('does leave this device');
  });

  it(
    'finds where a recording comes from, and plays both there',
    async () => {
      await dropFiles(page, [{ name: 'query.mp3', bytes: await readFile(samplePath('altered.mp3')) }]);
      await page.locator('button.primary').click();
      const found = page.getByTestId('found');
      await found.waitFor();
      expect(await found.getAttribute('data-matches')).toBe('1');
      const match = page.getByTestId('match');
      expect(await match.locator('h3').textContent()).toBe('original.ogg');
      expect(await match.locator('tbody tr').first().textContent()).toMatch(/−2\.0\d/);
      await match.locator('input[value=both]').check();
      await match.locator('.play').first().click();
      const position = match.getByTestId('position');
      const before = await position.textContent();
      await expect.poll(() => position.textContent(), { timeout: 90_000 }).not.toBe(before);
      expect(await accessibilityFindings(page)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('tells in the service’s words what it cannot search for, and can be cancelled', async () => {
    await dropFiles(page, [{ name: 'text.mp3', bytes: Buffer.from('no sound') }]);
    await page.locator('button.primary').click();
    await page.locator('.failure[data-code=AUDIO_MALFORMED]').waitFor();
    await dropFiles(page, [{ name: 'query.mp3', bytes: await readFile(samplePath('altered.mp3')) }]);
    await page.locator('button.primary').click();
    await page.getByTestId('cancel').click();
    await page.locator('.note', { hasText: 'Cancelled' }).waitFor();
    const elsewhere = site.requests.filter((url) => !url.startsWith('blob:') && !url.startsWith(origin));
    expect([elsewhere, site.complaints]).toEqual([[], []]);
  });

  it('is opened at its address without what compares files, which is freed when that view is left', async () => {
    const { page: other, requests, complaints } = await openSite(browser, origin, { hash: '#/search' });
    await other.getByTestId('library-facts').waitFor();
    expect(requests.filter((url) => url.includes('worker-'))).toEqual([]);
    expect(await other.title()).toBe('Doppelton: Where in the library does a recording come from?');
    expect(await other.evaluate(() => document.activeElement?.localName)).toBe('body');
    await other.getByRole('link', { name: 'Compare two files' }).click();
    await untilReady(other);
    expect(other.workers().length).toBeGreaterThan(0);
    await other.getByRole('link', { name: 'Search the library' }).click();
    await other.getByTestId('library-facts').waitFor();
    expect(await other.evaluate(() => document.activeElement?.outerHTML)).toMatch(/^<h1.*library/);
    await expect.poll(() => other.workers().length).toBe(0);
    expect(complaints).toEqual([]);
  });
});
