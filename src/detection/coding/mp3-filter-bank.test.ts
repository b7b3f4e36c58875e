import { describe, expect, it } from 'vitest';
import { Rng } from '../../numeric/index.js';
import { Mp3FilterBank } from './mp3-filter-bank.js';

const RATE = 44_100;
const all = { coefficients: Mp3FilterBank.COEFFICIENTS, isHalved: false };

function powerOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

describe("MP3's filter bank", () => {
  it('keeps the power of noise', () => {
    const rng = new Rng(1);
    const granules = 40;
    const samples = Float32Array.from({ length: Mp3FilterBank.SPAN_SAMPLES + 576 * granules }, () =>
      rng.normal(),
    );
    const bank = new Mp3FilterBank(samples, all);
    let power = 0;
    for (let granule = 0; granule < granules; granule++) {
      bank.transform(576 * granule);
      power += powerOf(bank.coefficients) / Mp3FilterBank.COEFFICIENTS / granules;
    }
    expect(power).toBeGreaterThan(0.97);
    expect(power).toBeLessThan(1.03);
  });

  it('has a tone in the lines around its frequency, in every band', () => {
    for (let line = 40; line < Mp3FilterBank.COEFFICIENTS; line += 61) {
      const hz = ((line + 0.5) * RATE) / 2 / Mp3FilterBank.COEFFICIENTS;
      const samples = Float32Array.from({ length: Mp3FilterBank.SPAN_SAMPLES + 8 }, (_, n) =>
        Math.sin((2 * Math.PI * hz * n) / RATE),
      );
      const bank = new Mp3FilterBank(samples, all);
      for (const start of [0, 7]) {
        bank.transform(start);
        const near = powerOf(bank.coefficients.subarray(line - 3, line + 4));
        expect(near / powerOf(bank.coefficients)).toBeGreaterThan(0.98);
      }
    }
  });

  it('is the same from every other sample, where nothing is above a quarter of the rate', () => {
    const rng = new Rng(2);
    const tones = Array.from({ length: 30 }, () => ({
      hz: rng.uniform(100, 9500),
      phase: rng.uniform(0, 6),
    }));
    const samples = Float32Array.from({ length: Mp3FilterBank.SPAN_SAMPLES + 10 }, (_, n) =>
      tones.reduce((sum, { hz, phase }) => sum + Math.sin((2 * Math.PI * hz * n) / RATE + phase), 0),
    );
    const whole = new Mp3FilterBank(samples, { coefficients: 240, isHalved: false });
    const half = new Mp3FilterBank(
      samples.filter((_, n) => n % 2 === 0),
      { coefficients: 240, isHalved: true },
    );
    for (const start of [0, 1, 6, 9]) {
      whole.transform(start);
      half.transform(start);
      const worst = whole.coefficients.reduce(
        (most, value, i) => Math.max(most, i < 240 ? Math.abs(value - half.coefficients[i]!) : 0),
        0,
      );
      // What the filters let through from the other half of the spectrum.
      expect(worst / Math.sqrt(powerOf(whole.coefficients) / 240)).toBeLessThan(1e-3);
    }
  });
});
