import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { amplitudeAt, decibels, encodeWav, inner, rms, tone } from '../../tests/sounds.js';
import { Rng } from '../numeric/index.js';
import { createAudioDecoder } from '../platform/node/index.js';
import { decodeSignal } from './decode-signal.js';
import { resampleChunks } from './resample.js';

const folder = mkdtempSync(join(tmpdir(), 'doppelton-resample-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function resample(samples: Float32Array, sampleRateHz: number, outputRateHz = 22_050): Float32Array {
  return Float32Array.from(
    [...resampleChunks({ samples, sampleRateHz }, outputRateHz)].flatMap((chunk) => [...chunk]),
  );
}

describe('resampleChunks', () => {
  it.each([8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000])(
    "gives what FFmpeg's resampler gives for noise at %i Hz",
    async (rateHz) => {
      const rng = new Rng(rateHz);
      const noise = Float32Array.from({ length: 2 * rateHz + 17 }, () => rng.uniform(-0.5, 0.5));
      const path = join(folder, `${rateHz}.wav`);
      writeFileSync(path, encodeWav([noise], rateHz, 'f32'));
      const { samples: expected } = await decodeSignal(createAudioDecoder(), path);
      const found = resample(noise, rateHz);
      expect(found.length).toBe(Math.ceil(((2 * rateHz + 17) * 22_050) / rateHz));
      // FFmpeg may leave out a last sample that lies between two of the input.
      expect(found.length - expected.length).toBeLessThanOrEqual(1);
      const difference = expected.map((x, i) => found[i]! - x);
      expect(decibels(rms(difference) / rms(expected))).toBeLessThan(-120);
    },
  );

  it('keeps tones in place and folds nothing back', () => {
    for (const rateHz of [8000, 32_000, 44_100, 48_000]) {
      const samples = Float32Array.from(tone(3000, 0.5, rateHz, 1));
      const ideal = Float32Array.from(tone(3000, 0.5, 22_050, 1));
      const found = resample(samples, rateHz);
      expect(found.length).toBe(22_050);
      const difference = inner(found, 22_050, 0.1).map((x, i) => x - inner(ideal, 22_050, 0.1)[i]!);
      expect(decibels(rms(difference) / rms(ideal))).toBeLessThan(-100);
    }
    for (const frequencyHz of [11_050, 12_600, 21_000]) {
      const found = resample(Float32Array.from(tone(frequencyHz, 0.5, 48_000, 1)), 48_000);
      expect(decibels(rms(inner(found, 22_050, 0.1)))).toBeLessThan(-100);
    }
  });

  it('moves positions by less than a thousandth of a sample where the rates have no small common measure', () => {
    const found = resample(Float32Array.from(tone(3000, 0.5, 44_099, 1)), 44_099);
    const ideal = Float32Array.from(tone(3000, 0.5, 22_050, 1));
    const difference = inner(found, 22_050, 0.1).map((x, i) => x - inner(ideal, 22_050, 0.1)[i]!);
    expect(decibels(rms(difference) / rms(ideal))).toBeLessThan(-60);
  });

  it('keeps a level up to 9.7 kHz', () => {
    const found = resample(Float32Array.from(tone(9700, 0.5, 48_000, 1)), 48_000);
    expect(Math.abs(decibels(amplitudeAt(inner(found, 22_050, 0.1), 22_050, 9700) / 0.5))).toBeLessThan(0.02);
  });

  it('refuses a rate that is none', () => {
    for (const rate of [0, -1, 0.5, NaN, 1e9]) {
      expect(() => resample(new Float32Array(9), rate)).toThrow(/sample rate/);
    }
  });
});
