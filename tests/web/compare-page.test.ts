import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleMusic } from '../../src/alignment/music.contract.js';
import { createSignalsmithStretcher, undoTempoAndPitch } from '../../src/augment/index.js';
import { Rng } from '../../src/numeric/index.js';
import type { Comparison } from '../../src/verification/index.js';
import { runDoppelton } from '../command-line.js';
import { describeWith } from '../describe-with.js';
import { encodeWav, tone } from '../sounds.js';
import { accessibilityFindings } from './accessibility.js';
import { launchBrowser } from '../../src/bench/launch-browser.js';
import { endHeldDecoding, holdFirstDecoding } from './held-decoding.js';
import {
  compareOnPage,
  dropFiles,
  openSite,
  sample,
  shownResult,
  SITE,
  untilReady,
  type OpenPage,
} from './page.js';
import { numbersApart, reportParts } from './report-words.js';
import { serveFolder, type StaticServer } from './static-server.js';

/** By their own names, as the page knows them. */
const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const NAMES = ['original.ogg', 'altered.mp3'] as const;
const DETAILS = { date: '2026-11-25', case: 'R & <D>', examiner: 'A. Müller' };

/** A comparison in the browser and one by the command line, on a busy machine too. */
const PATIENCE_MS = 480_000;

describeWith('chromium', 'the page', () => {
  let server: StaticServer;
  let browser: Browser;
  let site: OpenPage;
  let page: Page;
  let folder: string;
  /** What the command line says of the same pair, and its report in Russian. */
  let expected: Comparison;
  let expectedReport: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doppelton-page-'));
    const flags = Object.entries(DETAILS).flatMap(([name, value]) => [`--${name}`, value]);
    const path = join(folder, 'by-command.html');
    const report = ['--report', path, '--language', 'ru', ...flags];
    const { stdout } = await runDoppelton(SAMPLES, 'compare', ...NAMES, '--json', ...report);
    expected = JSON.parse(stdout) as Comparison;
    expectedReport = await readFile(path, 'utf8');

    server = await serveFolder(SITE);
    browser = await launchBrowser();
    site = await openSite(browser, server.origin);
    page = site.page;
    const contents = NAMES.map(async (name) => ({ name, bytes: await readFile(sample(name)) }));
    await dropFiles(page, await Promise.all(contents));
    await page.locator('button.primary').click();
    await page.getByTestId('verdict').waitFor();
  }, PATIENCE_MS);

  afterAll(async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('gives the result that the command line gives, and asks nobody but its own server', async () => {
    const shown = await shownResult(page);
    expect(shown.verdict).toBe('match');
    expect(Math.abs(shown.score - expected.score)).toBeLessThan(1e-3);
    expect(Math.abs(shown.cosine - expected.cosine)).toBeLessThan(1e-3);
    expect(await page.getByTestId('candidate-sha256').textContent()).toBe(expected.candidate.sha256);
    expect(await page.locator('.alterations').innerText()).toMatch(/pitch −(1\.9|2\.0)\d semitones/);
    expect(await page.getByTestId('rendition').innerText()).toMatch(
      /^log₁₀ \+\d\.\d\d .* altered copy .* another rendition/,
    );
    expect(site.requests.length).toBeGreaterThan(5);
    const elsewhere = site.requests.filter(
      (url) => !url.startsWith('blob:') && !url.startsWith(server.origin),
    );
    expect(elsewhere).toEqual([]);
  });

  it('saves the report that the command line writes', async () => {
    await page.getByTestId('report-language').selectOption('ru');
    for (const [name, value] of Object.entries(DETAILS)) {
      await page.getByTestId(`report-${name}`).fill(value);
    }
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('save-report').click(),
    ]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    const parts = (await reportParts(page, await readFile(path, 'utf8'))).map(numbersApart);
    const wanted = (await reportParts(page, expectedReport)).map(numbersApart);
    expect(parts).toHaveLength(wanted.length);
    const differing = parts.filter(({ words }, i) => words !== wanted[i]!.words);
    expect(differing.map(({ words }) => words)).toEqual([
      // How long the files claim to be is read from the headers of some containers alone.
      'td: не указана',
      'td: не указана',
      expect.stringContaining('Chrome'),
      expect.stringContaining('страницей программы'),
      expect.stringContaining('pre: '),
      expect.stringContaining('в том же браузере'),
    ]);
    const apart = parts.flatMap((part, i) =>
      differing.includes(part)
        ? []
        : part.numbers.filter((number, j) => Math.abs(number - wanted[i]!.numbers[j]!) > 0.0101),
    );
    expect(apart).toEqual([]);
    const drawn = await browser.newPage();
    await drawn.goto(`file://${path}`);
    expect(await drawn.title()).toBe(await page.evaluate(titleOf, expectedReport));
    expect(await drawn.locator('svg image').count()).toBe(3);
    await drawn.close();
  });

  it('prints the report in its own style', async () => {
    await page.getByTestId('print-report').click();
    const frame = page.frameLocator('iframe.printed');
    const finding = frame.locator('.finding');
    await finding.waitFor({ state: 'attached' });
    expect(await finding.evaluate((element) => getComputedStyle(element).borderLeftWidth)).toBe('8px');
  });

  it('plays the stretch that is clicked on, the change undone too', async () => {
    const heard = async (earlier: string) => {
      const position = page.getByTestId('position');
      await expect.poll(() => position.textContent(), { timeout: 60_000 }).not.toBe(earlier);
      expect(await position.getAttribute('data-context')).toBe('running');
      return (await position.textContent())!;
    };
    const before = (await page.getByTestId('position').textContent())!;
    await page.locator('.picture canvas').click({ position: { x: 300, y: 80 } });
    const clicked = await heard(before);
    expect(clicked).not.toMatch(/^0:0/);
    await page.locator('input[value=both]').check();
    await heard((await page.getByTestId('position').textContent())!);
    await page.locator('.play').first().click();
    expect(await page.locator('.play').first().getAttribute('aria-label')).toMatch(/^Play/);
  });

  it('is fit for screen readers, in light and dark, and on a phone', async () => {
    for (const theme of ['light', 'dark']) {
      await page.getByTestId('theme').selectOption(theme);
      expect(await accessibilityFindings(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it('says of bytes that are no sound that they are none', async () => {
    const rng = new Rng(4);
    const bytes = Uint8Array.from({ length: 100_000 }, () => rng.integer(256));
    const other = await openSite(browser, server.origin);
    const reference = { name: 'original.ogg', bytes: await readFile(sample('original.ogg')) };
    await dropFiles(other.page, [reference, { name: 'random.mp3', bytes }]);
    await other.page.locator('button.primary').click();
    const failure = other.page.locator('.failure');
    await failure.waitFor();
    expect(await failure.getAttribute('data-code')).toBe('AUDIO_MALFORMED');
    expect(await failure.textContent()).toContain('The file is not sound');
  });

  it.each([
    ['Reference', 'song.wav', 'song.wav', 'song.wav'],
    ['Candidate', 'song.wav', 'song.wav', 'song.wav (2)'],
    ['Reference', 'original song.wav', 'song.wav', 'original song.wav'],
    ['Candidate', 'song.wav', 'song.wav.wav', 'song.wav.wav'],
    ['Reference', 'song.wav', 'song.wav.wav', 'song.wav'],
  ])('says that the %s cannot be used, of %s and %s', async (role, reference, candidate, name) => {
    const sound = encodeWav([tone(440, 0.5, 22_050, 2)], 22_050, 's16');
    const silence = encodeWav([new Float32Array(44_100)], 22_050, 's16');
    const other = await openSite(browser, server.origin);
    const contents = role === 'Reference' ? [silence, sound] : [sound, silence];
    await dropFiles(
      other.page,
      [reference, candidate].map((name, i) => ({ name, bytes: contents[i]! })),
    );
    await other.page.locator('button.primary').click();
    const failure = other.page.locator('.failure[data-code=AUDIO_SILENT]');
    expect(await failure.locator('strong').textContent()).toBe(`${role}, ${name}:`);
    await other.page.context().close();
  });

  it(
    'leaves a comparison that is cancelled while its files are decoded, and saves the report of the next one',
    async () => {
      const { page: other, complaints } = await openSite(browser, server.origin);
      await untilReady(other);
      await other.evaluate(holdFirstDecoding);
      await compareOnPage(other, sample(NAMES[0]), sample(NAMES[1]));
      await other.waitForFunction(() => 'held' in globalThis);
      await other.getByTestId('cancel').click();
      await other.locator('.note', { hasText: 'Cancelled' }).waitFor();

      await compareOnPage(other, sample(NAMES[0]), sample('different.ogg'));
      await other.getByTestId('verdict').waitFor();
      expect(await other.evaluate(endHeldDecoding)).toBe(3);
      expect(await other.getByTestId('cancel').count()).toBe(0);
      expect(await other.locator('button.primary').isEnabled()).toBe(true);
      const [download] = await Promise.all([
        other.waitForEvent('download'),
        other.getByTestId('save-report').click(),
      ]);
      const report = await readFile(await download.path(), 'utf8');
      expect([report.includes('different.ogg'), report.includes(NAMES[1])]).toEqual([true, false]);
      expect(complaints).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'plays a copy at under half the tempo with the change undone, says when it cannot, and can the next time',
    async () => {
      const music = await sampleMusic('original.ogg', 5, 8);
      const stretcher = await createSignalsmithStretcher();
      const slow = undoTempoAndPitch(music, { tempoRatio: 1 / 0.485, shiftSemitones: 0 }, stretcher);
      const files = Object.entries({ music, slow }).map(([name, { samples, sampleRateHz }]) => ({
        name: `${name}.wav`,
        bytes: encodeWav([samples], sampleRateHz, 's16'),
      }));
      // What a service worker fetches cannot be held up.
      const { page: other, complaints } = await openSite(browser, server.origin, { serviceWorkers: 'block' });
      await dropFiles(other, files);
      await other.locator('button.primary').click();
      const stretch = other.locator('tbody tr').first();
      await stretch.waitFor();
      expect(await stretch.textContent()).toMatch(/× 0\.4[89]/);

      await other.route('**/worker-*.js', (route) => route.abort());
      await other.locator('input[value=both]').check();
      await other.locator('.play').first().click();
      await other.locator('.failure[data-code=INTERNAL]').waitFor();
      expect(await other.locator('.play').first().getAttribute('aria-label')).toMatch(/^Play/);

      await other.unroute('**/worker-*.js');
      const position = other.getByTestId('position');
      const before = await position.textContent();
      await other.locator('.play').first().click();
      await expect.poll(() => position.textContent(), { timeout: 60_000 }).not.toBe(before);
      expect(await other.locator('.failure').count()).toBe(0);
      expect(complaints).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('speaks Russian, and broke nothing on the way', async () => {
    await page.getByTestId('language').selectOption('ru');
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    expect(await page.locator('.alterations').innerText()).toMatch(/−(1,9|2,0)\d/);
    expect(site.complaints).toEqual([]);
  });

  it(
    'works by the keyboard, can be cancelled, and needs no server once it is kept',
    async () => {
      const own = await serveFolder(SITE);
      const { page: kept, complaints } = await openSite(browser, own.origin);
      await kept.locator('[data-kept=true]').waitFor({ state: 'attached' });
      await own.close();
      await kept.reload();
      await compareOnPage(kept, sample(NAMES[0]), sample(NAMES[1]));
      await kept.getByTestId('cancel').press('Enter');
      await kept.locator('.note', { hasText: 'Cancelled' }).waitFor();
      // The focus goes back to the button that compares.
      await kept.waitForFunction(() => document.activeElement?.matches('button.primary'));
      await kept.keyboard.press('Enter');
      const shown = await shownResult(kept);
      expect(Math.abs(shown.score - expected.score)).toBeLessThan(1e-3);
      expect(await kept.evaluate(() => document.activeElement?.id)).toBe('verdict');
      expect(complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
    },
    PATIENCE_MS,
  );
});

function titleOf(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').title;
}
