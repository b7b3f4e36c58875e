import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runDoppelton } from '../command-line.js';
import { describeWith } from '../describe-with.js';
import { samplePath, ServiceProcess } from '../service/service-process.js';
import type { DuplicatesJob, LibraryDuplicates } from '../../src/client/index.js';
import { duplicatesJobSchema } from '../../src/server/schemas/job-schema.js';
import { accessibilityFindings } from './accessibility.js';
import { launchBrowser } from '../../src/bench/launch-browser.js';
import { openSite, type OpenPage } from './page.js';

const PATIENCE_MS = 480_000;

describeWith('chromium', 'the duplicates of a library on its page', () => {
  let folder: string;
  let service: ServiceProcess;
  let origin: string;
  let browser: Browser;
  let site: OpenPage;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doppelton-duplicates-page-'));
    const library = join(folder, 'library');
    await cp(samplePath(''), join(folder, 'samples'), { recursive: true });
    await mkdir(join(folder, 'copies'));
    for (const name of ['different.ogg', 'original.ogg']) {
      await cp(samplePath(name), join(folder, 'copies', `again-${name}`));
    }
    await runDoppelton(folder, 'library', 'add', 'samples', 'copies', '--library', library);
    service = await ServiceProcess.start(
      ...['--library', library, '--data', join(folder, 'data'), '--processes', '1'],
    );
    ({ origin } = new URL(service.url));
    browser = await launchBrowser();
    site = await openSite(browser, origin);
    page = site.page;
    await page.getByRole('link', { name: 'Duplicates' }).click();
    await page.getByTestId('library-facts').waitFor();
  }, PATIENCE_MS);

  afterAll(async () => {
    await browser.close();
    await service.stop();
    await rm(folder, { recursive: true });
  });

  async function findDuplicates(shown: Page): Promise<void> {
    await shown.locator('button.primary').click();
    await shown.getByTestId('families').waitFor();
  }

  /** Boxes of what is written and drawn in a map that cover one another. */
  function coveredTexts(shown: Page): Promise<string[]> {
    return shown.locator('svg.family-map[role=img]').evaluate((map) => {
      const texts = [...map.querySelectorAll('text')];
      const boxes = texts.map((text) => text.getBoundingClientRect());
      return texts.flatMap((text, i) =>
        texts.slice(0, i).flatMap((other, j) => {
          const [a, b] = [boxes[i]!, boxes[j]!];
          const apart = Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
          // Lines of one text touch.
          const isOneText = text.parentNode === other.parentNode && text.previousElementSibling === other;
          return apart < 0 && !isOneText ? [`${text.textContent} / ${other.textContent}`] : [];
        }),
      );
    });
  }

  it(
    'are a map and tables that say the same, with the best copy marked',
    async () => {
      await findDuplicates(page);
      expect(await page.getByTestId('families').getAttribute('data-families')).toBe('2');
      const family = page.getByTestId('family').first();
      expect(await family.locator('svg .recording').count()).toBe(3);
      expect(await family.locator('svg .pair').count()).toBe(3);
      expect(await family.locator('svg .best text').first().textContent()).toBe('3');
      expect(await coveredTexts(page)).toEqual([]);
      const best = await family.getByTestId('recording').nth(2).textContent();
      expect(best).toMatch(/original\.ogg\s*Best copy/);
      const pair = await family.getByTestId('pair').filter({ hasText: '1 → 3' }).textContent();
      expect(pair).toMatch(/1 → 3\s*× 1\.000\d.*\+2\.\d\d.*\d\d % \/ \d\d %.*\+\d/);
      expect(await accessibilityFindings(page)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('show files of the same bytes, of recordings that have nothing else in common too', async () => {
    const [family, alone] = await page.getByTestId('family').all();
    expect(await family!.locator('h3').textContent()).toBe('Family 1: 3 recordings in 4 files');
    expect(await family!.getByTestId('identical').allTextContents()).toEqual([
      expect.stringMatching(/again-original\.ogg\s*the same bytes as 3/),
    ]);
    expect(await alone!.locator('h3').textContent()).toBe('Family 2: 1 recording in 2 files');
    expect(await alone!.getByTestId('recording').textContent()).toMatch(/different\.ogg\s*Best copy/);
    expect(await alone!.getByTestId('identical').textContent()).toMatch(
      /again-different\.ogg\s*the same bytes as 1/,
    );
    expect(await alone!.locator('svg.family-map, [data-testid=pair]').count()).toBe(0);
  });

  it(
    'play, by keyboard in the tables and by a click in the map',
    async () => {
      const position = page.getByTestId('position');
      await page.getByRole('button', { name: 'Play 1 → 3' }).press('Enter');
      const pause = page.getByRole('button', { name: 'Pause 1 → 3' });
      await pause.waitFor();
      const first = await position.textContent();
      await expect.poll(() => position.textContent(), { timeout: 90_000 }).not.toBe(first);
      expect(await page.locator('svg .pair.chosen').count()).toBe(1);
      expect(await accessibilityFindings(page)).toEqual([]);
      await pause.press('Enter');
      await page.locator('svg .recording').nth(1).locator('text').first().click();
      await page.getByRole('button', { name: 'Pause 2', exact: true }).waitFor();
      const before = await position.textContent();
      await expect.poll(() => position.textContent(), { timeout: 90_000 }).not.toBe(before);
      expect(site.complaints).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'can be had on a phone, in the dark and in Russian; the picture alone is wider than the screen',
    async () => {
      const phone = await openSite(browser, origin, {
        locale: 'ru-RU',
        colorScheme: 'dark',
        viewport: { width: 380, height: 760 },
      });
      await phone.page.getByRole('link', { name: 'Дубликаты' }).click();
      await findDuplicates(phone.page);
      expect(await phone.page.getByTestId('recording').nth(2).textContent()).toContain('Лучшая копия');
      expect(await phone.page.getByTestId('identical').last().textContent()).toContain(
        'байт в байт, что № 1',
      );
      expect(await coveredTexts(phone.page)).toEqual([]);
      expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(380);
      expect(await accessibilityFindings(phone.page)).toEqual([]);
      expect(phone.complaints).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('are drawn in part where they are too many for a map, with the numbers that the tables have', async () => {
    const { page: shown, complaints } = await openSite(browser, origin);
    const job: DuplicatesJob = {
      ...{ id: '5f0f7c5e-5a0d-4a0c-8f43-f2cfa3b5a3a1', kind: 'duplicates', state: 'finished' },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', result: largeFamily(160) },
    };
    expect(duplicatesJobSchema.parse(job)).toEqual(job);
    // To have so many recordings searched for would take an hour.
    await shown.route('**/library/duplicates', (route) => route.fulfill({ json: job }));
    await shown.route('**/events', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(job)}\n\n` }),
    );
    await shown.route(`**/jobs/${job.id}`, (route) => route.fulfill({ status: 204 }));
    await shown.getByRole('link', { name: 'Duplicates' }).click();
    await findDuplicates(shown);
    const note = shown.getByText('it shows the 150 of 160 recordings that are best connected');
    expect(await note.count()).toBe(1);
    const dots = shown.getByTestId('family').locator('svg .recording');
    expect(await dots.count()).toBe(150);
    expect(await shown.getByTestId('family').locator('svg .pair').count()).toBe(149);
    expect(await shown.getByTestId('recording').count()).toBe(160);
    // The first ten hang on the others by little.
    expect(await dots.first().locator('text').first().textContent()).toBe('11');
    expect(await dots.first().locator('title').textContent()).toBe('10.flac');
    expect(complaints).toEqual([]);
  });

  it('are given up when they are cancelled, by the service too', async () => {
    // Held up, so that there is time to cancel.
    await page.route('**/events', (route) => {
      setTimeout(() => void route.continue().catch(() => undefined), 30_000).unref();
    });
    const followed = page.waitForRequest(/\/events$/);
    await page.locator('button.primary').click();
    const job = (await followed).url().replace(/\/events$/, '');
    const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await page.getByTestId('cancel').click();
    await page.locator('.note', { hasText: 'Cancelled' }).waitFor();
    expect([(await deleted).status(), (await fetch(job)).status]).toEqual([204, 404]);
  });
});

/** A chain of recordings, of which the first ten have less in common than the others. */
function largeFamily(size: number): LibraryDuplicates {
  const idOf = (i: number) => i.toString(16).padStart(64, '0');
  const recordings = Array.from({ length: size }, (_, i) => ({
    ...{ id: idOf(i), name: `${i}.flac`, bytes: 1_000_000, durationSeconds: 180, variety: 8, warnings: [] },
    format: { container: 'flac', codec: 'flac', sampleRateHz: 44_100, channels: 2 },
  }));
  const pairs = recordings.slice(1).map(({ id }, i) => {
    const shares = { referenceShare: i < 10 ? 0.1 : 0.5, candidateShare: 0.5 };
    return {
      ...{ referenceId: idOf(i), candidateId: id, segments: [], ...shares, logLikelihoodRatio: 3 },
      line: { tempoRatio: 1, pitchShiftSemitones: 0, ...shares },
    };
  });
  return {
    families: [{ recordings, pairs, duplicates: [] }],
    ...{ recordings: size, threshold: 1, falseAlarmRatePerRecording: 0.01, libraryHours: 8 },
    model: { name: 'default', version: '1', sha256: idOf(0) },
  };
}
