import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { concatColumns, type ConstantQ } from './constant-q.js';
import { PAPER_CONSTANT_Q, binFrequencyHz, type ConstantQConfig } from './constant-q-config.js';
import { ConstantQStream, constantQ } from './constant-q-stream.js';

const RATE = PAPER_CONSTANT_Q.sampleRateHz;

const signalOf = (length: number, value: (seconds: number, n: number) => number) => ({
  samples: Float32Array.from({ length }, (_, n) => value(n / RATE, n)),
  sampleRateHz: RATE,
});
const sine = (hertz: number, seconds: number) => Math.sin(2 * Math.PI * hertz * seconds);
const noise = (length: number, seed: number) => {
  const rng = new Rng(seed);
  return signalOf(length, () => rng.uniform(-0.5, 0.5));
};

function relativeError(actual: Float32Array, expected: Float32Array): number {
  let error = 0;
  let energy = 0;
  expected.forEach((value, i) => {
    error += (actual[i]! - value) ** 2;
    energy += value ** 2;
  });
  return Math.sqrt(error / energy);
}

function strongestBin(plane: ConstantQ, frame: number): number {
  let best = 0;
  for (let bin = 1; bin < plane.bins; bin++) {
    if (plane.data[bin * plane.frames + frame]! > plane.data[best * plane.frames + frame]!) best = bin;
  }
  return best;
}

describe('constantQ', () => {
  const chirpRate = Math.log(4200 / 32) / 10;
  let state = 1;
  const lehmer = () => {
    state = (16807 * state) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
  it.each([
    {
      name: 'tones',
      limit: 1e-3,
      signal: signalOf(
        220_500,
        (t) => 0.4 * sine(220, t) + 0.3 * sine(554.3652619537442, t) + 0.2 * sine(1760, t),
      ),
    },
    {
      name: 'chirp',
      limit: 1e-3,
      signal: signalOf(220_500, (t) => 0.7 * sine(32 * Math.expm1(chirpRate * t), 1 / chirpRate)),
    },
    { name: 'noise', limit: 1e-3, signal: signalOf(110_250, () => 0.5 * lehmer()) },
    { name: 'clicks', limit: 1e-3, signal: signalOf(66_150, (_, n) => (n % 5512 === 100 ? 1 : 0)) },
    { name: 'short', limit: 1e-2, signal: signalOf(2205, (t) => 0.5 * sine(440, t)) },
  ])('equals librosa on $name', ({ name, limit, signal }) => {
    const bytes = readFileSync(new URL(`../../fixtures/cqt/${name}.f32`, import.meta.url));
    const expected = new Float32Array(new Uint8Array(bytes).buffer);
    const plane = constantQ(signal);
    expect(plane.data.length).toBe(expected.length);
    expect(relativeError(plane.data, expected)).toBeLessThan(limit);
  });

  it('turns 20 s into 84 bins by 862 frames', () => {
    const plane = constantQ(noise(20 * RATE, 1));
    expect([plane.bins, plane.frames, plane.data.length]).toEqual([84, 862, 84 * 862]);
  });

  it('peaks in row k for a tone at bin k', () => {
    for (let bin = 0; bin < 84; bin += 5) {
      const plane = constantQ(signalOf(2 * RATE, (t) => sine(binFrequencyHz(PAPER_CONSTANT_Q, bin), t)));
      expect(strongestBin(plane, 43)).toBe(bin);
    }
  });

  it('is linear in amplitude', () => {
    const quiet = noise(RATE, 2);
    const loud = { ...quiet, samples: quiet.samples.map((sample) => 4 * sample) };
    const plane = constantQ(quiet);
    expectSamePlane(constantQ(loud), { ...plane, data: plane.data.map((magnitude) => 4 * magnitude) });
  });

  it('moves by one column when the sound moves by one hop', () => {
    const { samples } = noise(2 * RATE, 3);
    const later = new Float32Array(samples.length + PAPER_CONSTANT_Q.hopSamples);
    later.set(samples, PAPER_CONSTANT_Q.hopSamples);
    const plane = constantQ({ samples, sampleRateHz: RATE });
    const moved = constantQ({ samples: later, sampleRateHz: RATE });
    for (let bin = 0; bin < 84; bin++) {
      const expected = plane.data.subarray(bin * plane.frames, (bin + 1) * plane.frames);
      const actual = moved.data.subarray(bin * moved.frames + 1, (bin + 1) * moved.frames);
      // Behind the longest filter: the half-band filters ring into the zeros that now lie before the sound.
      expect(relativeError(actual.subarray(30), expected.subarray(30))).toBeLessThan(1e-6);
    }
  });

  it('keeps silence and the empty signal at zero', () => {
    expect(constantQ(signalOf(5000, () => 0)).data.every((magnitude) => magnitude === 0)).toBe(true);
    const empty = constantQ(signalOf(0, () => 0));
    expect(empty).toEqual({ data: new Float32Array(84), bins: 84, frames: 1 });
  });

  it('serves other geometries: another rate, octave division and highest octave near the limit', () => {
    const geometry = {
      sampleRateHz: 16_000,
      hopSamples: 320,
      minFrequencyHz: 55,
      bins: 126,
      binsPerOctave: 18,
    };
    for (const bin of [0, 60, 107, 125]) {
      const hertz = binFrequencyHz(geometry, bin);
      const samples = Float32Array.from({ length: 32_000 }, (_, n) => sine(hertz, n / 16_000));
      const plane = constantQ({ samples, sampleRateHz: 16_000 }, geometry);
      expect(plane.frames).toBe(101);
      expect(strongestBin(plane, 50)).toBe(bin);
    }
  });

  it('gives a steady tone at a bin centre the same height at every bin, but for the filter length', () => {
    const height = (bin: number) => {
      const hertz = binFrequencyHz(PAPER_CONSTANT_Q, bin);
      const plane = constantQ(signalOf(3 * RATE, (t) => sine(hertz, t)));
      return plane.data[bin * plane.frames + 64]! * Math.sqrt(hertz);
    };
    const reference = height(80);
    for (const bin of [20, 33, 47, 59, 71]) expect(height(bin) / reference).toBeCloseTo(1, 2);
  });
});

/** As toEqual, which takes seconds on large arrays. */
function expectSamePlane(actual: ConstantQ, expected: ConstantQ): void {
  expect([actual.bins, actual.frames]).toEqual([expected.bins, expected.frames]);
  expect(actual.data.findIndex((magnitude, i) => magnitude !== expected.data[i])).toBe(-1);
}

describe('ConstantQStream', () => {
  const small: ConstantQConfig = {
    sampleRateHz: 22_050,
    hopSamples: 256,
    minFrequencyHz: 440,
    bins: 36,
    binsPerOctave: 12,
  };

  it('gives bit for bit the columns of the whole, however the sound is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 6 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (lengths, seed) => {
          const signal = noise(
            lengths.reduce((sum, length) => sum + length, 0),
            seed,
          );
          const stream = new ConstantQStream(small);
          let start = 0;
          const parts = lengths.map((length) => {
            start += length;
            return stream.push(signal.samples.subarray(start - length, start));
          });
          parts.push(stream.end());
          expectSamePlane(concatColumns(parts), constantQ(signal, small));
        },
      ),
      { numRuns: 25, seed: 4 },
    );
  });

  it('does so for the paper’s geometry, in odd pieces', () => {
    const signal = noise(30_001, 5);
    const whole = constantQ(signal);
    for (const step of [7, 777, 8193]) {
      const stream = new ConstantQStream();
      const parts: ConstantQ[] = [];
      for (let start = 0; start < signal.samples.length; start += step) {
        parts.push(stream.push(signal.samples.subarray(start, start + step)));
      }
      parts.push(stream.end());
      expectSamePlane(concatColumns(parts), whole);
    }
  });

  it('hands out columns while the sound still runs, behind it by less than a second', () => {
    const stream = new ConstantQStream();
    let frames = 0;
    for (let second = 1; second <= 5; second++) {
      frames += stream.push(noise(RATE, second).samples).frames;
      expect(frames).toBeGreaterThan(((second - 1) * RATE) / 512);
      expect(frames).toBeLessThanOrEqual((second * RATE) / 512);
    }
  });

  it('ends once', () => {
    const stream = new ConstantQStream();
    stream.end();
    const internal = expect.objectContaining({ code: 'INTERNAL' }) as Error;
    expect(() => stream.end()).toThrow(internal);
    expect(() => stream.push(new Float32Array(1))).toThrow(internal);
  });
});

describe('the configuration', () => {
  const refusal = (change: Partial<ConstantQConfig>) => {
    const config = { ...PAPER_CONSTANT_Q, ...change };
    try {
      constantQ({ samples: new Float32Array(10), sampleRateHz: config.sampleRateHz }, config);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('is refused when the highest bin reaches half the sample rate', () => {
    expect(refusal({ sampleRateHz: 8000 })).toMatchObject({ code: 'CQT_ABOVE_NYQUIST' });
    expect(refusal({ bins: 108, hopSamples: 1024 })).toMatchObject({ code: 'CQT_ABOVE_NYQUIST' });
    expect(refusal({ bins: 96 })).toBeUndefined();
  });

  it.each([
    { hopSamples: 500 },
    { hopSamples: 0 },
    { hopSamples: 0.5 },
    { bins: 80 },
    { bins: 0 },
    { binsPerOctave: -12 },
    { minFrequencyHz: 0 },
    { minFrequencyHz: Number.NaN },
    { sampleRateHz: Number.POSITIVE_INFINITY },
  ])('is refused with %o, naming the setting', (change) => {
    const error = refusal(change);
    expect(error).toMatchObject({ code: 'SETTING_OUT_OF_RANGE' });
    expect((error as Error).message).toContain(Object.keys(change)[0]);
  });

  it('is refused for a signal of another sample rate', () => {
    const signal = { samples: new Float32Array(10), sampleRateHz: 44_100 };
    expect(() => constantQ(signal)).toThrow(
      expect.objectContaining({ code: 'SETTING_OUT_OF_RANGE' }) as Error,
    );
  });
});
