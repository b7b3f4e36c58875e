import { describe, expect, it } from 'vitest';
import { applyTelephone, throughMuLaw } from './telephone.js';

const RATE_HZ = 22_050;

function tone(frequencyHz: number, amplitude = 0.25) {
  const samples = Float32Array.from({ length: RATE_HZ }, (_, i) =>
    Math.fround(amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / RATE_HZ)),
  );
  return { samples, sampleRateHz: RATE_HZ };
}

/** Level of the middle of a result over that of a tone, in decibels. */
function gainDb(frequencyHz: number): number {
  const { samples } = applyTelephone(tone(frequencyHz));
  const middle = samples.subarray(RATE_HZ / 4, (3 * RATE_HZ) / 4);
  const power = middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length;
  return 10 * Math.log10(power / (0.25 ** 2 / 2));
}

describe('a telephone line', () => {
  it('passes 400 to 2800 Hz and little beside', () => {
    for (const frequencyHz of [450, 1000, 2000, 2800]) expect(Math.abs(gainDb(frequencyHz))).toBeLessThan(1);
    for (const frequencyHz of [300, 3400]) {
      expect(gainDb(frequencyHz)).toBeGreaterThan(-6);
      expect(gainDb(frequencyHz)).toBeLessThan(-2);
    }
    for (const frequencyHz of [100, 4200, 6000, 9000]) expect(gainDb(frequencyHz)).toBeLessThan(-30);
  });

  it('does not move the sound in time', () => {
    const samples = new Float32Array(4000);
    samples[2000] = 1;
    const heard = applyTelephone({ samples, sampleRateHz: RATE_HZ }).samples;
    const peak = heard.reduce((most, sample, i) => (Math.abs(sample) > Math.abs(heard[most]!) ? i : most), 0);
    expect(Math.abs(peak - 2000)).toBeLessThanOrEqual(5);
    expect(heard).toHaveLength(4000);
  });

  it('rounds samples as the µ-law does: 256 values, to within a 32nd of each, odd, and clipped', () => {
    const values = new Set<number>();
    for (let sample = -32_768; sample < 32_768; sample++) {
      const heard = throughMuLaw(sample / 32_768) * 32_768;
      values.add(heard === 0 ? 0 : heard);
      expect(heard).toBeCloseTo(-throughMuLaw(-sample / 32_768) * 32_768, 9);
      const level = Math.min(32_635, Math.abs(sample));
      expect(Math.abs(Math.abs(heard) - level)).toBeLessThanOrEqual((level + 132) / 32);
    }
    // Both zeros are one value here.
    expect(values.size).toBe(255);
    expect(throughMuLaw(2)).toBe(throughMuLaw(1));
  });
});
