import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { joined, sampleMusic, stretchOf } from '../../src/alignment/music.contract.js';
import { runDoppelton } from '../command-line.js';
import { describeWith } from '../describe-with.js';
import { samplePath, ServiceProcess } from '../service/service-process.js';
import { encodeWav } from '../sounds.js';
import { accessibilityFindings } from './accessibility.js';
import { launchBrowser } from '../../src/bench/launch-browser.js';
import { BreakableProxy } from './breakable-proxy.js';
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
    await shown.getByTestId('families').waitFor({ timeout: PATIENCE_MS });
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
    'say nothing of a sound that could not be had once another one plays',
    async () => {
      const { page: shown } = await openSite(browser, origin, { hash: '#/duplicates' });
      await findDuplicates(shown);
      const { promise: isOther, resolve: goOn } = withResolver();
      const abortLater = async (route: Route) => {
        await isOther;
        await route.abort();
      };
      await shown.route('**/audio', abortLater, { times: 1 });
      const asked = shown.waitForRequest(/\/audio$/);
      const failed = shown.waitForEvent('requestfailed', (request) => request.url().endsWith('/audio'));
      await shown.getByRole('button', { name: 'Play 1', exact: true }).first().click();
      await asked;
      await shown.getByRole('button', { name: 'Play 2', exact: true }).click();
      goOn();
      await failed;
      const position = shown.getByTestId('position');
      const before = await position.textContent();
      await expect.poll(() => position.textContent(), { timeout: 90_000 }).not.toBe(before);
      expect(await shown.locator('.failure').count()).toBe(0);
      await shown.context().close();
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

  it(
    'are drawn in part where they are too many for a map, with the numbers that the tables have',
    async () => {
      await writeOverlappingExcerpts(join(folder, 'crowd'));
      await runDoppelton(folder, 'library', 'add', 'crowd', '--library', 'crowded');
      const crowded = await ServiceProcess.start(
        ...['--library', join(folder, 'crowded'), '--data', join(folder, 'crowded-data'), '--processes', '1'],
      );
      onTestFinished(async () => {
        await crowded.stop();
      });
      const { page: shown, complaints } = await openSite(browser, new URL(crowded.url).origin);
      await shown.getByRole('link', { name: 'Duplicates' }).click();
      await findDuplicates(shown);
      const note = shown.getByText('it shows the 150 of 155 recordings that are best connected');
      expect(await note.count()).toBe(1);
      const cells = (await shown.getByTestId('recording').allTextContents()).map((text) => text.trim());
      const names = new Map(cells.map((text) => [parseInt(text, 10), /excerpt-\d+\.wav/.exec(text)?.[0]]));
      expect([...names]).toEqual(Array.from({ length: 155 }, (_, i) => [i + 1, excerptName(i)]));
      const map = shown.locator('svg.family-map[role=img]');
      const dots = await map
        .locator('.recording')
        .evaluateAll((all) =>
          all.map((dot) => [
            Number(dot.querySelector('circle + text')!.textContent),
            dot.querySelector('title')!.textContent,
          ]),
        );
      // The first five hang on the others by little.
      expect(dots).toEqual([...names].slice(FOREIGN_EXCERPTS));
      const pairs = await shown.getByTestId('pair').locator('th').allTextContents();
      const ofDots = pairs.filter((ends) => ends.split(' → ').every((end) => Number(end) > FOREIGN_EXCERPTS));
      expect(ofDots.length).toBeLessThan(pairs.length);
      expect(await map.locator('.pair').count()).toBe(ofDots.length);
      expect(complaints).toEqual([]);
    },
    PATIENCE_MS,
  );

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

  describe('over a connection that can break', () => {
    let proxy: BreakableProxy;
    let shown: Page;
    /** Address of the job, without the proxy. */
    let job: string;
    let requests: readonly string[];

    beforeEach(async () => {
      proxy = await BreakableProxy.start(origin);
      const opened = await openSite(browser, proxy.origin, { hash: '#/duplicates' });
      shown = opened.page;
      await shown.getByTestId('library-facts').waitFor();
      const deletions: string[] = [];
      shown.on('request', (request) => {
        if (request.method() === 'DELETE') deletions.push(request.url());
      });
      requests = deletions;
      const followed = shown.waitForResponse(/\/events$/);
      await shown.locator('button.primary').click();
      const events = (await followed).url();
      job = events.replace(/\/events$/, '').replace(proxy.origin, origin);
    });

    afterEach(async () => {
      await shown.context().close();
      await proxy.close();
    });

    it('are found all the same when it comes back', async () => {
      proxy.break();
      await shown.waitForRequest(/\/events$/);
      expect(requests).toEqual([]);
      proxy.mend();
      await shown.getByTestId('families').waitFor();
      expect(await shown.getByTestId('families').getAttribute('data-families')).toBe('2');
      await expect.poll(async () => (await fetch(job)).status).toBe(404);
    });

    it('are not to be had when it does not, but the service is left to find them', async () => {
      proxy.break();
      await shown.locator('.failure[data-code=LIBRARY_UNAVAILABLE]').waitFor();
      expect(requests).toEqual([]);
      expect((await fetch(job)).status).toBe(200);
    });

    it('are said to be cancelled when they were so elsewhere', async () => {
      expect((await fetch(job, { method: 'DELETE' })).status).toBe(204);
      await shown.locator('.note', { hasText: 'Cancelled' }).waitFor();
      expect(await shown.locator('.failure').count()).toBe(0);
    });
  });
});

function withResolver() {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const EXCERPTS = 155;
const EXCERPT_SECONDS = 4;
/** So many begin with as much of another recording, so that they have less in common with the rest. */
const FOREIGN_EXCERPTS = 5;

const excerptName = (i: number) => `excerpt-${String(i).padStart(3, '0')}.wav`;

/** Excerpts of one recording, each of which overlaps with those before and after it. */
async function writeOverlappingExcerpts(folder: string): Promise<void> {
  const music = await sampleMusic('original.ogg', 0, 45);
  const other = await sampleMusic('different.ogg', 0, 40);
  const step = (45 - EXCERPT_SECONDS) / EXCERPTS;
  await mkdir(folder);
  for (let i = 0; i < EXCERPTS; i++) {
    const excerpt = stretchOf(music, i * step, EXCERPT_SECONDS);
    const whole = i < FOREIGN_EXCERPTS ? joined(stretchOf(other, 8 * i, EXCERPT_SECONDS), excerpt) : excerpt;
    await writeFile(join(folder, excerptName(i)), encodeWav([whole.samples], whole.sampleRateHz, 's16'));
  }
}
