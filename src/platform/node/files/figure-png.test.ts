import { describe, expect, it } from 'vitest';
import { renderPng } from './figure-png.js';

const frame = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40" font-family="'DejaVu Sans', sans-serif">${content}</svg>`;

describe('renderPng', () => {
  it('gives a PNG of two pixels per unit', () => {
    const png = Buffer.from(renderPng(frame('')));
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([200, 80]);
  });

  it('draws text, regular and bold', () => {
    const bytes = (content: string) => renderPng(frame(content)).length;
    const empty = bytes('');
    const regular = bytes('<text x="5" y="25">Doppelton</text>');
    expect(regular).toBeGreaterThan(empty + 300);
    expect(renderPng(frame('<text x="5" y="25" font-weight="bold">Doppelton</text>'))).not.toEqual(
      renderPng(frame('<text x="5" y="25">Doppelton</text>')),
    );
  });
});
