import { beforeAll, describe, expect, it } from 'vitest';
import type { Signal } from '../audio/index.js';
import { Rng } from '../numeric/index.js';
import {
  applyPitch,
  applySpeed,
  applyTempo,
  applyTempoAndPitch,
  createSignalsmithStretcher,
  drawPitch,
  drawSpeed,
  drawTempo,
  undoTempoAndPitch,
  type StretchPreset,
  type TimeStretcher,
} from './index.js';

const SAMPLE_RATE_HZ = 22_050;
const TONE_HZ = 440;

function tone(seconds: number): Signal {
  const length = Math.round(seconds * SAMPLE_RATE_HZ);
  const omega = (2 * Math.PI * TONE_HZ) / SAMPLE_RATE_HZ;
  return signalOf(Float32Array.from({ length }, (_, i) => 0.5 * Math.sin(omega * i)));
}

function signalOf(samples: Float32Array): Signal {
  return { samples, sampleRateHz: SAMPLE_RATE_HZ };
}

function sameSamples(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((sample, i) => sample === b[i]);
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** Phase of the partial near `frequencyHz` in a Hann window from `start`. */
function phaseAt(samples: Float32Array, start: number, frequencyHz: number): number {
  const length = 8192;
  const omega = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  let real = 0;
  let imaginary = 0;
  for (let i = 0; i < length; i++) {
    const weighted = samples[start + i]! * (1 - Math.cos((2 * Math.PI * i) / length));
    real += weighted * Math.cos(omega * i);
    imaginary -= weighted * Math.sin(omega * i);
  }
  return Math.atan2(imaginary, real);
}

/** Distance in cents of the measured frequency from the expected one, by how far the phase turns over longer hops. */
function centsOff(samples: Float32Array, expectedHz: number): number {
  const start = Math.floor(samples.length * 0.2);
  const first = phaseAt(samples, start, expectedHz);
  let frequencyHz = expectedHz;
  for (const hop of [64, 512, 4096, 16_384]) {
    const turned = phaseAt(samples, start + hop, expectedHz) - first;
    const turns = Math.round((frequencyHz * hop) / SAMPLE_RATE_HZ - turned / (2 * Math.PI));
    frequencyHz = ((turned / (2 * Math.PI) + turns) * SAMPLE_RATE_HZ) / hop;
  }
  return 1200 * Math.log2(frequencyHz / expectedHz);
}

function expectLengthWithin(actual: number, expected: number, fraction: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(fraction);
}

const PRESETS: readonly StretchPreset[] = ['default', 'cheaper'];

describe.each(PRESETS)('tempo and pitch with the %s stretcher', (preset) => {
  let stretcher: TimeStretcher;
  const input = tone(3);
  beforeAll(async () => {
    stretcher = await createSignalsmithStretcher(preset);
  });

  it.each([0.5, 0.8, 0.93, 0.997, 0.9995, 1.001, 1.004, 1.08, 1.2, 1.35, 2])(
    'a tempo of %s keeps the pitch within a cent, the level within a twentieth and scales the length',
    (tempoRatio) => {
      const { samples } = applyTempo(input, { kind: 'tempo', tempoRatio }, stretcher);
      expectLengthWithin(samples.length, input.samples.length / tempoRatio, 0.001);
      expect(Math.abs(centsOff(samples, TONE_HZ))).toBeLessThan(1);
      expectLengthWithin(rms(samples), rms(input.samples), 0.05);
    },
  );

  it.each([-12, -4, -0.5, -0.03, 0.02, 1, 4, 12])(
    'a shift of %s semitones lands within a cent and keeps the length and level',
    (shiftSemitones) => {
      const { samples } = applyPitch(input, { kind: 'pitch', shiftSemitones }, stretcher);
      expect(samples.length).toBe(input.samples.length);
      expect(Math.abs(centsOff(samples, TONE_HZ * 2 ** (shiftSemitones / 12)))).toBeLessThan(1);
      expectLengthWithin(rms(samples), rms(input.samples), 0.05);
    },
  );

  it('tempo and pitch together give both, also at the far corners', () => {
    for (const [tempoRatio, shiftSemitones] of [
      [1.2, 4],
      [0.8, -4],
      [0.5, 12],
      [2, -12],
    ] as const) {
      const { samples } = applyTempoAndPitch(input, { tempoRatio, shiftSemitones }, stretcher);
      expectLengthWithin(samples.length, input.samples.length / tempoRatio, 0.001);
      expect(Math.abs(centsOff(samples, TONE_HZ * 2 ** (shiftSemitones / 12)))).toBeLessThan(1);
    }
  });

  it.each([
    [0.47, 0],
    [0.47, 10.5],
    [2.14, -10.5],
    [1.08, -2],
  ])(
    'undoes a tempo of %s with a shift of %s semitones, as far as alignments find them',
    (tempoRatio, shiftSemitones) => {
      const { samples } = undoTempoAndPitch(input, { tempoRatio, shiftSemitones }, stretcher);
      expectLengthWithin(samples.length, input.samples.length * tempoRatio, 0.001);
      expect(Math.abs(centsOff(samples, TONE_HZ * 2 ** (-shiftSemitones / 12)))).toBeLessThan(1);
    },
  );

  it.each([0.5, 0.8, 1.2, 2])(
    'at tempo %s clicks land where the tempo puts them, from first to last',
    (ratio) => {
      const clickAt = [0, 0.7, 1.63, 2.5, 3.21, 3.95].map((seconds) => Math.round(seconds * SAMPLE_RATE_HZ));
      const clicks = new Float32Array(4 * SAMPLE_RATE_HZ);
      for (const at of clickAt) clicks[at] = 1;
      const { samples } = applyTempo(signalOf(clicks), { kind: 'tempo', tempoRatio: ratio }, stretcher);
      const reach = Math.round(0.15 * SAMPLE_RATE_HZ);
      for (const at of clickAt) {
        const expected = at / ratio;
        const from = Math.max(0, Math.round(expected - reach));
        const heard = samples.subarray(from, Math.round(expected) + reach).map(Math.abs);
        const peak = Math.max(...heard);
        expect(peak).toBeGreaterThan(0.25);
        expect(Math.abs(from + heard.indexOf(peak) - expected) / SAMPLE_RATE_HZ).toBeLessThan(0.004);
      }
    },
  );

  it('gives the same samples on every call and from every instance, and leaves its input alone', async () => {
    const rng = new Rng(5);
    const noise = Float32Array.from({ length: 9000 }, () => 0.2 * rng.normal());
    const before = noise.slice();
    const other = await createSignalsmithStretcher(preset);
    for (const tempoRatio of [0.5, 0.9, 1, 1.1]) {
      const [first, second, third] = [stretcher, stretcher, other].map((one) =>
        one.stretch(noise, SAMPLE_RATE_HZ, tempoRatio),
      );
      expect(sameSamples(second!, first!)).toBe(true);
      expect(sameSamples(third!, first!)).toBe(true);
    }
    expect(sameSamples(noise, before)).toBe(true);
  });
});

describe('the stretcher', () => {
  it('several started at once all work, and leave no global behind', async () => {
    const globalsBefore = Object.keys(globalThis);
    const stretchers = await Promise.all([1, 2, 3].map(() => createSignalsmithStretcher()));
    expect(Object.keys(globalThis)).toEqual(globalsBefore);
    for (const one of stretchers)
      expect(one.stretch(new Float32Array(1000), SAMPLE_RATE_HZ, 2).length).toBe(500);
  });

  it('serves several sample rates and lengths, down to nothing, in turn', async () => {
    const stretcher = await createSignalsmithStretcher();
    const reference = stretcher.stretch(tone(1).samples, SAMPLE_RATE_HZ, 1.1);
    for (const length of [0, 1, 7, 500, 100_000]) {
      expect(stretcher.stretch(new Float32Array(length), 44_100, 0.9).length).toBe(Math.round(length / 0.9));
    }
    expect(sameSamples(stretcher.stretch(tone(1).samples, SAMPLE_RATE_HZ, 1.1), reference)).toBe(true);
  });

  it('refuses ratios outside its range', async () => {
    const stretcher = await createSignalsmithStretcher();
    for (const tempoRatio of [0.2, 4.1, 0, -1, Number.NaN]) {
      expect(() => stretcher.stretch(new Float32Array(10), SAMPLE_RATE_HZ, tempoRatio)).toThrow(
        /Tempo ratio/,
      );
    }
  });
});

describe('speed', () => {
  it.each([0.5, 0.94, 1, 1.03, 1.5, 2])(
    'a speed of %s moves length and pitch by the same ratio',
    (speedRatio) => {
      const input = tone(3);
      const { samples } = applySpeed(input, { kind: 'speed', speedRatio });
      expectLengthWithin(samples.length, input.samples.length / speedRatio, 0.001);
      expect(Math.abs(centsOff(samples, TONE_HZ * speedRatio))).toBeLessThan(0.01);
      expectLengthWithin(rms(samples), rms(input.samples), 0.001);
    },
  );

  it('speeding up removes what lies above the new Nyquist frequency instead of folding it down', () => {
    const omega = (2 * Math.PI * 8000) / SAMPLE_RATE_HZ;
    const high = signalOf(Float32Array.from({ length: SAMPLE_RATE_HZ }, (_, i) => Math.sin(omega * i)));
    const { samples } = applySpeed(high, { kind: 'speed', speedRatio: 1.5 });
    expect(rms(samples.subarray(200, -200))).toBeLessThan(1e-4);
  });
});

describe('drawing', () => {
  it('stays in the range, covers it, and follows the seed', () => {
    const range = { min: 0.8, max: 1.2 };
    const draws = (seed: number) => {
      const rng = new Rng(seed);
      return Array.from({ length: 200 }, () => drawTempo(range, rng).tempoRatio);
    };
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
    expect(Math.min(...draws(1))).toBeGreaterThanOrEqual(0.8);
    expect(Math.min(...draws(1))).toBeLessThan(0.81);
    expect(Math.max(...draws(1))).toBeLessThanOrEqual(1.2);
    expect(Math.max(...draws(1))).toBeGreaterThan(1.19);
    expect(drawPitch({ min: 3, max: 3 }, new Rng(1))).toEqual({ kind: 'pitch', shiftSemitones: 3 });
    expect(drawSpeed({ min: 1.5, max: 1.5 }, new Rng(1))).toEqual({ kind: 'speed', speedRatio: 1.5 });
  });
});
