import type { Page } from 'playwright-core';

/** What a report says, part by part: the words of its tables, paragraphs and pictures. */
export function reportParts(page: Page, html: string): Promise<string[]> {
  return page.evaluate((text) => {
    const report = new DOMParser().parseFromString(text, 'text/html');
    const parts = report.querySelectorAll(
      'h1, h2, p, li, th, td, caption, figcaption, pre, dt, svg text, svg title, svg desc',
    );
    return [...parts].map((part) => `${part.localName}: ${part.textContent}`);
  }, html);
}

/** The numbers of a text, and its words without them. */
export function numbersApart(text: string): { readonly words: string; readonly numbers: readonly number[] } {
  const number = /[−-]?\d+(?:[.,]\d+)?/g;
  return {
    words: text.replace(number, '#'),
    numbers: [...text.matchAll(number)].map(([digits]) => Number(digits.replace('−', '-').replace(',', '.'))),
  };
}
