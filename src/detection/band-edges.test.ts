import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { fitBandEdges, type TransferPoint } from './band-edges.js';

/** Semitones from 50 Hz to 9 kHz through Butterworth filters of the fourth order, with errors of about 1 dB. */
function transferOf(lowHz: number, highHz: number, levelDb = 0): TransferPoint[] {
  const rng = new Rng(2);
  return Array.from({ length: 90 }, (_, i) => {
    const frequencyHz = 50 * 2 ** (i / 12);
    const low = 10 * Math.log10(1 + (lowHz / frequencyHz) ** 8);
    const high = 10 * Math.log10(1 + (frequencyHz / highHz) ** 8);
    return { frequencyHz, gainDb: levelDb - low - high + rng.normal() };
  });
}

describe('fitBandEdges', () => {
  it('finds both ends of a band within a tenth of an octave, at any level', () => {
    for (const levelDb of [-20, 0, 6]) {
      const fit = fitBandEdges(transferOf(200, 3000, levelDb))!;
      expect(Math.abs(Math.log2(fit.low!.frequencyHz / 200))).toBeLessThan(0.1);
      expect(Math.abs(Math.log2(fit.high!.frequencyHz / 3000))).toBeLessThan(0.1);
      expect(Math.abs(fit.levelDb - levelDb)).toBeLessThan(0.5);
      expect(Math.min(fit.low!.evidenceDb, fit.high!.evidenceDb)).toBeGreaterThan(100);
    }
  });

  it('finds next to no evidence in an open band', () => {
    const fit = fitBandEdges(transferOf(1, 1e6))!;
    expect(fit.low?.evidenceDb ?? 0).toBeLessThan(15);
    expect(fit.high?.evidenceDb ?? 0).toBeLessThan(15);
  });

  it('says nothing about few points', () => {
    expect(fitBandEdges(transferOf(200, 3000).slice(0, 5))).toBeUndefined();
  });
});
