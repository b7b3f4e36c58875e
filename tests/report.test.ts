import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEvidence, readManifest } from '../src/platform/node/index.js';
import { runDoppelton, type Outcome } from './command-line.js';
import { describeWith } from './describe-with.js';

const ROOT = new URL('../', import.meta.url).pathname;
/** A name that tries to be markup, to break its line and to turn the direction of writing. */
const HOSTILE = '<script>alert(1)<!--\n\u202Egpj.mp3';
const DETAILS = ['--date', '2026-11-25', '--case', 'R & <D>', '--examiner', 'A. Müller'];

/** Several processes one after the other, on a busy machine too. */
const PATIENCE_MS = 480_000;

let folder: string;
let found: Outcome;
let apart: Outcome;

/** Runs the command line in the temporary folder. */
const doppelton = (...args: string[]) => runDoppelton(folder, ...args);

/** What the default's calibration supports at most, either way. */
async function bounds(): Promise<{ readonly lower: number; readonly upper: number }> {
  const manifest = await readManifest('default');
  return (await loadEvidence('default', manifest))!.calibration.bounds;
}

const report = (name: string) => readFile(join(folder, name));
const reportText = async (name: string) => (await report(name)).toString('utf8');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-report-'));
  for (const name of ['original.ogg', 'different.ogg']) {
    await copyFile(join(ROOT, 'samples', name), join(folder, name));
  }
  await copyFile(join(ROOT, 'samples/altered.mp3'), join(folder, HOSTILE));
  const match = ['compare', 'original.ogg', HOSTILE, ...DETAILS];
  found = await doppelton(...match, '--report', 'match.html', '--report', 'match.pdf');
  const other = ['compare', 'original.ogg', 'different.ogg', '--language', 'ru', '--date', '2026-11-25'];
  apart = await doppelton(...other, '--report', 'other.html', '--report', 'other.PDF');
}, PATIENCE_MS);

afterAll(() => rm(folder, { recursive: true }));

describe('doppelton compare --report', () => {
  it('prints and exits as it does without', () => {
    expect([found.exitCode, apart.exitCode]).toEqual([0, 1]);
    expect(found.stdout).toMatch(/^MATCH/);
    expect(apart.stdout).toMatch(/^NO MATCH/);
  });

  it('states both propositions, the ratio, its bound and what was found', async () => {
    const html = await reportText('match.html');
    expect(html).toContain('<html lang="en">');
    for (const words of [
      'Proposition H1: the candidate, or a part of it, is an altered copy',
      'Proposition H2: the candidate and the reference come from different recordings.',
      `log₁₀ likelihood ratio +${(await bounds()).upper.toFixed(2)} (the upper bound of what the calibration supports)`,
      'The findings provide strong support for the proposition that',
      'Its pitch is 2.0',
      'is not the probability of a proposition',
      'OUTSIDE',
      '1f5bf1b9bfd4d4ee',
      'node-av',
      'R &amp; &lt;D&gt;',
      '2026-11-25',
    ]) {
      expect(html).toContain(words);
    }
    expect(html.match(/<figure>/g)!.length).toBeGreaterThanOrEqual(3);
    expect(html.match(/data:image\/png;base64,/g)).toHaveLength(3);
  });

  it('needs nothing from anywhere, and runs nothing', async () => {
    for (const name of ['match.html', 'other.html']) {
      const html = await reportText(name);
      expect(html).not.toMatch(/<script|<link|<iframe| on\w+=|javascript:/i);
      const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1]!);
      expect(addresses.every((address) => address.startsWith('data:image/png;base64,'))).toBe(true);
      expect(html.match(/url\((?!#)/g)).toBeNull();
    }
  });

  it('shows what a name tries to hide', async () => {
    const html = await reportText('match.html');
    expect(html).toContain(String.raw`&lt;script&gt;alert(1)&lt;!--\n\u{202E}gpj.mp3`);
    expect(html).not.toContain('\u202E');
  });

  it('tells in Russian that nothing was found, with commas in its numbers', async () => {
    const html = await reportText('other.html');
    expect(html).toContain('<html lang="ru">');
    const weight = (-(await bounds()).lower).toFixed(2).replace('.', ',');
    expect(html).toContain(`Десятичный логарифм отношения правдоподобия (lg): −${weight}`);
    expect(html).toContain(
      'оказывают умеренно сильную поддержку версии о том, что исследуемая запись и эталон',
    );
    expect(html).toContain('Участков, на которых записи доказуемо идут вместе, не найдено.');
    expect(html).toContain('node-av');
  });

  it(
    'gives the same bytes for the same input',
    async () => {
      const first = { html: await report('match.html'), pdf: await report('match.pdf') };
      const match = ['compare', 'original.ogg', HOSTILE, ...DETAILS];
      await doppelton(...match, '--report', 'match.html', '--report', 'match.pdf');
      expect(first.html.equals(await report('match.html'))).toBe(true);
      expect(first.pdf.equals(await report('match.pdf'))).toBe(true);
    },
    PATIENCE_MS,
  );

  it(
    'refuses before the work what it could not write, and leaves nothing behind',
    async () => {
      await mkdir(join(folder, 'folder.pdf'));
      const before = await readdir(folder);
      const refused = async (code: string, words: RegExp, ...args: string[]) => {
        // The files are not there: whoever began the work would say that instead.
        const { exitCode, stderr } = await doppelton('compare', 'none.ogg', 'nothing.ogg', ...args);
        expect(exitCode).toBe(2);
        expect(stderr).toContain(`error ${code}`);
        expect(stderr).toMatch(words);
      };
      await refused('USAGE', /written as \.html or \.pdf/, '--report', 'report.docx');
      await refused('USAGE', /day of the calendar/, '--report', 'a.html', '--date', '2026-02-30');
      await refused('USAGE', /name a file for it with --report/, '--date', '2026-11-25');
      await refused('USAGE', /choices|allowed/i, '--report', 'a.html', '--language', 'xx');
      await refused('FILE_UNWRITABLE', /folder does not exist/, '--report', 'nowhere/a.html');
      await refused('FILE_UNWRITABLE', /folder of this name exists/, '--report', 'folder.pdf');
      expect(await readdir(folder)).toEqual(before);
    },
    PATIENCE_MS,
  );

  it('never replaces a recording', async () => {
    await copyFile(join(folder, 'original.ogg'), join(folder, 'evidence.html'));
    const { exitCode, stderr } = await doppelton(
      ...['compare', 'evidence.html', 'different.ogg', '--report', './evidence.html'],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is one of the recordings');
  });
});

describeWith('pdftotext', 'a report as PDF, read by an outside program', () => {
  const textOf = async (name: string) =>
    (await promisify(execFile)('pdftotext', ['-layout', join(folder, name), '-'])).stdout;

  it('holds every section, its pages numbered', async () => {
    const english = await textOf('match.pdf');
    const sections = [
      '1. Question',
      '2. Finding',
      '5. Validation',
      '7. Files',
      '9. Limits',
      '10. Reproduction',
    ];
    for (const section of sections) expect(english).toContain(section);
    expect(english).toContain(String.raw`<script>alert(1)<!--\n\u{202E}gpj.mp3`);
    const pages = english.split('\f').length - 1;
    expect(english).toContain(`Page 1 of ${pages}`);
    expect(english).toContain(`Page ${pages} of ${pages}`);
    const russian = await textOf('other.PDF');
    for (const words of ['1. Вопрос', '2. Результат', '10. Воспроизведение', 'Страница 1 из']) {
      expect(russian).toContain(words);
    }
  });
});

describeWith('pdftoppm', 'a report as PDF, drawn by an outside program', () => {
  it('has ink on every page and in its pictures', async () => {
    await promisify(execFile)('pdftoppm', [
      '-r',
      '40',
      '-gray',
      join(folder, 'match.pdf'),
      join(folder, 'page'),
    ]);
    const pages = (await readdir(folder)).filter((name) => name.startsWith('page')).sort();
    expect(pages.length).toBeGreaterThanOrEqual(5);
    const inks = await Promise.all(pages.map(async (page) => inkOf(await report(page))));
    expect(Math.min(...inks.slice(0, -1))).toBeGreaterThan(0.01);
    // The last page may hold a few lines; one without any has but its foot, 0.0001.
    expect(inks.at(-1)).toBeGreaterThan(0.002);
    // Two spectrograms and a matrix cover a third of a page.
    expect(Math.max(...inks)).toBeGreaterThan(0.12);
  });
});

/** Mean darkness of a PGM picture, in [0, 1]. */
function inkOf(pgm: Buffer): number {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 40).toString('latin1'))!;
  const pixels = pgm.subarray(header[0].length);
  return 1 - pixels.reduce((sum, value) => sum + value, 0) / (255 * pixels.length);
}
