import { describe, expect, it } from 'vitest';
import { RealFft, Rng } from '../numeric/index.js';
import {
  applyColouredNoise,
  drawColouredNoise,
  drawPulsatingNoise,
  mixAtSnr,
  NOISE_COLOURS,
  type NoiseColour,
} from './index.js';

const SAMPLE_RATE_HZ = 22_050;

function sine(frequencyHz: number, length: number) {
  const omega = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  return {
    samples: Float32Array.from({ length }, (_, i) => 0.4 * Math.sin(omega * i)),
    sampleRateHz: SAMPLE_RATE_HZ,
  };
}

function power(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

function difference(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((sample, i) => sample - b[i]!);
}

function noiseOf(colour: NoiseColour, snrDb: number, seed = 3): Float32Array {
  const signal = sine(500, 100_000);
  const altered = applyColouredNoise(signal, { kind: 'coloured-noise', colour, snrDb, seed });
  return difference(altered.samples, signal.samples);
}

/** Power at a frequency, averaged over consecutive Hann windows. */
function powerAt(samples: Float32Array, frequencyHz: number): number {
  const length = 1024;
  const omega = (2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ;
  let sum = 0;
  for (let start = 0; start + length <= samples.length; start += length) {
    let real = 0;
    let imaginary = 0;
    for (let i = 0; i < length; i++) {
      const weighted = samples[start + i]! * (1 - Math.cos((2 * Math.PI * i) / length));
      real += weighted * Math.cos(omega * i);
      imaginary += weighted * Math.sin(omega * i);
    }
    sum += real * real + imaginary * imaginary;
  }
  return sum;
}

/** Mean square of what lies above 20 Hz, by the spectrum of the first 2^16 samples. */
function audiblePower(samples: Float32Array): number {
  const size = 65_536;
  const powers = new Float64Array(size / 2 + 1);
  new RealFft(size).powers(samples.subarray(0, size), powers);
  const audible = powers.subarray(Math.ceil((20 * size) / SAMPLE_RATE_HZ));
  return (2 * audible.reduce((sum, value) => sum + value, 0)) / size ** 2;
}

describe('coloured noise', () => {
  it.each(NOISE_COLOURS)('%s noise stands at the ratio asked for, by what can be heard', (colour) => {
    for (const snrDb of [-10, 0, 20]) {
      const measuredDb = 10 * Math.log10(0.08 / audiblePower(noiseOf(colour, snrDb)));
      expect(Math.abs(measuredDb - snrDb)).toBeLessThan(0.5);
    }
  });

  it('stands at the ratio by all power where that is asked for', () => {
    const signal = sine(500, 100_000);
    const noise = { kind: 'coloured-noise', colour: 'brown', snrDb: 0, seed: 3, ofAllPower: true } as const;
    const added = difference(applyColouredNoise(signal, noise).samples, signal.samples);
    expect(10 * Math.log10(power(signal.samples) / power(added))).toBeCloseTo(0, 2);
    expect(audiblePower(added)).toBeLessThan(0.5 * power(added));
  });

  it('is no stronger for an offset that nobody hears', () => {
    const signal = sine(500, 100_000);
    const offset = { ...signal, samples: signal.samples.map((sample) => sample + 3) };
    const added = difference(
      applyColouredNoise(offset, { kind: 'coloured-noise', colour: 'white', snrDb: 0, seed: 3 }).samples,
      offset.samples,
    );
    expect(10 * Math.log10(power(added) / power(noiseOf('white', 0)))).toBeCloseTo(0, 2);
  });

  it.each([
    ['white', 0],
    ['pink', -3.01],
    ['brown', -6.02],
  ] as const)('%s noise falls by %s dB per octave', (colour, expectedDbPerOctave) => {
    const noise = noiseOf(colour, 0);
    const [low, high] = [200, 3200].map((frequencyHz) => 10 * Math.log10(powerAt(noise, frequencyHz)));
    expect(Math.abs((high! - low!) / 4 - expectedDbPerOctave)).toBeLessThan(0.6);
  });

  it('is named by its seed, leaves its input alone, and leaves silence silent', () => {
    const signal = sine(500, 1000);
    const before = signal.samples.slice();
    const noisy = (seed: number) =>
      applyColouredNoise(signal, { kind: 'coloured-noise', colour: 'pink', snrDb: 3, seed }).samples;
    expect(noisy(1)).toEqual(noisy(1));
    expect(noisy(1)).not.toEqual(noisy(2));
    expect(signal.samples).toEqual(before);
    const silence = { samples: new Float32Array(100), sampleRateHz: SAMPLE_RATE_HZ };
    expect(
      applyColouredNoise(silence, { kind: 'coloured-noise', colour: 'white', snrDb: 3, seed: 1 }),
    ).toEqual(silence);
  });

  it('draws a colour, a ratio and a seed', () => {
    const ranges = { colours: NOISE_COLOURS, snrDb: { min: 5, max: 6 } };
    const rng = new Rng(4);
    const drawn = Array.from({ length: 60 }, () => drawColouredNoise(ranges, rng));
    expect(new Set(drawn.map(({ colour }) => colour)).size).toBe(3);
    expect(new Set(drawn.map(({ seed }) => seed)).size).toBe(60);
    expect(drawn.every(({ snrDb }) => snrDb >= 5 && snrDb < 6)).toBe(true);
  });
});

describe('noise in bursts', () => {
  const signal = sine(500, 4 * SAMPLE_RATE_HZ);
  const noise = (pulseHz: number, snrDb = 0) =>
    difference(
      applyColouredNoise(signal, { kind: 'coloured-noise', colour: 'white', snrDb, seed: 3, pulseHz })
        .samples,
      signal.samples,
    );

  it.each([0.5, 1, 4])('sounds half of the time, %f times a second', (pulseHz) => {
    const added = noise(pulseHz);
    expect(added.filter((sample) => sample === 0).length / added.length).toBeCloseTo(0.5, 2);
    let changes = 0;
    for (let i = 8; i < added.length; i++) {
      const [before, now] = [added.subarray(i - 8, i), added.subarray(i, i + 8)];
      const silentBefore = before.every((sample) => sample === 0);
      if (silentBefore && now.every((sample) => sample !== 0)) changes++;
    }
    expect(Math.abs(changes - 4 * pulseHz)).toBeLessThanOrEqual(1);
  });

  it.each([0, 10])('stands at %f dB over the whole signal, gaps included', (snrDb) => {
    expect(10 * Math.log10(power(signal.samples) / power(noise(2, snrDb)))).toBeCloseTo(snrDb, 2);
  });

  it('is drawn within its ranges', () => {
    const ranges = { colours: NOISE_COLOURS, snrDb: { min: 0, max: 0 }, pulseHz: { min: 0.5, max: 4 } };
    const rng = new Rng(4);
    const rates = Array.from({ length: 200 }, () => drawPulsatingNoise(ranges, rng).pulseHz!);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...rates)).toBeLessThanOrEqual(4);
    // The middle of the logarithm: as many below 1.41 Hz as above.
    expect(Math.abs(rates.filter((rate) => rate < Math.SQRT2).length - 100)).toBeLessThan(30);
  });
});

describe('mixing', () => {
  it('lays an excerpt under a signal at the ratio asked for, repeated where it is short, cut where it is long', () => {
    const signal = sine(500, 20_000);
    for (const length of [7001, 50_000]) {
      const excerpt = sine(1234, length);
      const before = excerpt.samples.slice();
      const added = difference(mixAtSnr(signal, excerpt, 6).samples, signal.samples);
      expect(added.length).toBe(20_000);
      expect(10 * Math.log10(power(signal.samples) / power(added))).toBeCloseTo(6, 2);
      const scale = added[5]! / excerpt.samples[5]!;
      expect(added[7006]).toBeCloseTo(scale * excerpt.samples[7006 % length]!, 5);
      expect(excerpt.samples.every((sample, i) => sample === before[i])).toBe(true);
    }
  });

  it('refuses an empty excerpt and one at another rate', () => {
    const signal = sine(500, 100);
    expect(() => mixAtSnr(signal, sine(500, 0), 6)).toThrow(/cannot be mixed/);
    expect(() => mixAtSnr(signal, { ...signal, sampleRateHz: 8000 }, 6)).toThrow(/cannot be mixed/);
  });
});
