import { describe, expect, it } from 'vitest';
import { kaiserBesselWindow, powerComplementaryWindow, sineWindow } from './codec-windows.js';

describe('windows of codecs', () => {
  it.each([
    ['sine', sineWindow(128)],
    ['Kaiser-Bessel', kaiserBesselWindow(128, 4)],
    ['Vorbis', powerComplementaryWindow(128)],
    ['CELT', powerComplementaryWindow(120, 16)],
  ])('%s: symmetric, and their overlaps keep power', (_, window) => {
    const size = window.length / 2;
    for (let n = 0; n < size; n++) {
      expect(window[n]).toBeCloseTo(window[2 * size - 1 - n]!, 12);
      expect(window[n]! ** 2 + window[n + size]! ** 2).toBeCloseTo(1, 12);
    }
  });

  it('overlap as far as they are to', () => {
    const window = powerComplementaryWindow(120, 16);
    expect(window.indexOf(1)).toBe(68);
    expect(window.findIndex((w) => w > 0)).toBe(52);
  });
});
