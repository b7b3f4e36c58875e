import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { applyBandLimit, drawBandLimit, TELEPHONE_BAND, type BandLimit } from './index.js';

const SAMPLE_RATE_HZ = 22_050;

/** Gain in dB of the settled filter for a sine. */
function gainDb(band: BandLimit, frequencyHz: number): number {
  const omega = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  const samples = Float32Array.from({ length: SAMPLE_RATE_HZ }, (_, i) => Math.sin(omega * i));
  const filtered = applyBandLimit({ samples, sampleRateHz: SAMPLE_RATE_HZ }, band).samples.subarray(-10_000);
  return 10 * Math.log10(2 * (filtered.reduce((sum, sample) => sum + sample * sample, 0) / filtered.length));
}

describe('a band limit', () => {
  it('is 3 dB down at its edges, flat within and 24 dB per octave steep outside', () => {
    const lowPass: BandLimit = { kind: 'band-limit', highHz: 1000 };
    const highPass: BandLimit = { kind: 'band-limit', lowHz: 1000 };
    for (const band of [lowPass, highPass]) expect(gainDb(band, 1000)).toBeCloseTo(-3.01, 1);
    expect(gainDb(lowPass, 250)).toBeCloseTo(0, 2);
    expect(gainDb(highPass, 4000)).toBeCloseTo(0, 2);
    expect(gainDb(lowPass, 2000)).toBeLessThan(-24);
    expect(gainDb(highPass, 500)).toBeLessThan(-24);
  });

  it('with both edges passes a telephone band', () => {
    expect(gainDb(TELEPHONE_BAND, 1000)).toBeCloseTo(0, 1);
    expect(gainDb(TELEPHONE_BAND, 60)).toBeLessThan(-50);
    expect(gainDb(TELEPHONE_BAND, 9000)).toBeLessThan(-35);
  });

  it('without edges changes nothing, and never writes to its input', () => {
    const samples = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));
    const before = samples.slice();
    const signal = { samples, sampleRateHz: SAMPLE_RATE_HZ };
    expect(applyBandLimit(signal, { kind: 'band-limit' }).samples).toEqual(before);
    expect(applyBandLimit(signal, TELEPHONE_BAND).samples).not.toEqual(before);
    expect(samples).toEqual(before);
  });

  it('draws the edges that have a range', () => {
    const drawn = drawBandLimit({ highHz: { min: 2000, max: 8000 } }, new Rng(1));
    expect(drawn).toEqual(drawBandLimit({ highHz: { min: 2000, max: 8000 } }, new Rng(1)));
    expect(drawn).not.toHaveProperty('lowHz');
    expect(drawn.highHz).toBeGreaterThanOrEqual(2000);
    expect(drawn.highHz).toBeLessThanOrEqual(8000);
  });

  it('refuses edges at or above half the sample rate', () => {
    expect(() => gainDb({ kind: 'band-limit', highHz: SAMPLE_RATE_HZ / 2 }, 100)).toThrow(/Cutoff/);
    expect(() => gainDb({ kind: 'band-limit', lowHz: 0 }, 100)).toThrow(/Cutoff/);
  });
});
