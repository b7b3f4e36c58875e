import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openModel, type Model } from '../../src/index.js';
import { describeWith } from '../outside-programs.js';
import { launchBrowser } from './browser.js';
import { dropFiles, openSite, sample, shownResult, SITE } from './page.js';
import { serveFolder, type StaticServer } from './static-server.js';

describeWith('chromium', 'the page', () => {
  let server: StaticServer;
  let browser: Browser;
  let model: Model;

  beforeAll(async () => {
    server = await serveFolder(SITE);
    browser = await launchBrowser();
    model = await openModel();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    await model.release();
  });

  it('compares two dropped files and asks nobody but its own server', async () => {
    const { page, requests, complaints } = await openSite(browser, server.origin);
    const files = ['original.ogg', 'altered.mp3'];
    await dropFiles(
      page,
      files.map((name) => ({ name, bytes: readFileSync(sample(name)) })),
    );
    await page.locator('button[type=submit]').click();
    const shown = await shownResult(page);
    const expected = await model.compare(sample(files[0]!), sample(files[1]!));
    expect(shown.verdict).toBe('match');
    expect(Math.abs(shown.score - expected.score)).toBeLessThan(1e-3);
    expect(Math.abs(shown.cosine - expected.cosine)).toBeLessThan(1e-3);
    expect(await page.getByTestId('candidate-sha256').textContent()).toBe(expected.candidate.sha256);
    expect(await page.locator('.alterations').innerText()).toContain('pitch −2.01 semitones');
    expect(requests.length).toBeGreaterThan(5);
    const elsewhere = requests.filter((url) => !url.startsWith(server.origin) && !url.startsWith('blob:'));
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
