import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeWith } from '../../../../tests/describe-with.js';
import type { Block } from '../../../report/index.js';
import { renderReportPdf } from './report-pdf.js';

const BEFORE =
  'What is signed stands here, in a sentence that takes more than one line of the page to be written down.';

/** Texts of the pages of a report whose signature is so many lines below its beginning. */
async function pagesBehind(lines: number): Promise<string[]> {
  const fill = Array.from({ length: lines }, (): Block => ({ kind: 'paragraph', text: 'A line.' }));
  const end: Block[] = [
    { kind: 'paragraph', text: BEFORE },
    { kind: 'form', labels: ['Date', 'Examiner', 'Signature'] },
  ];
  const pdf = await renderReportPdf({
    ...{ language: 'en', title: 'Report', subtitle: 'Of a test', blocks: [...fill, ...end] },
    page: (page, pages) => `page ${page} of ${pages}`,
  });
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  return text.split('\f').filter((page) => page.trim() !== '');
}

describeWith('pdftotext', 'a report as PDF', () => {
  it('has the lines to be signed on the page of what is said before them, wherever that page ends', async () => {
    const pages: string[][] = [];
    // Closer to one another than the lines to be signed are high.
    for (const lines of [30, 33, 36, 39]) pages.push(await pagesBehind(lines));
    expect(new Set(pages.map(({ length }) => length))).toEqual(new Set([1, 2]));
    for (const last of pages.map((texts) => texts.at(-1)!)) {
      expect(last).toContain('Signature');
      expect(last).toContain('What is signed stands here');
    }
  });
});
