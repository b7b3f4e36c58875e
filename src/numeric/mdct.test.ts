import { describe, expect, it } from 'vitest';
import { Mdct } from './mdct.js';
import { Rng } from './rng.js';

const sine = (size: number) =>
  Float64Array.from({ length: 2 * size }, (_, n) => Math.sin((Math.PI / (2 * size)) * (n + 0.5)));

describe('Mdct', () => {
  it.each([
    [8, 1],
    [60, 1],
    [480, 2],
    [512, 1],
    [1024, 1],
    [12, 2],
  ])(
    'gives the sums that define it, %i of them over every %i. sample, for four frames',
    (size, sampleStep) => {
      const rng = new Rng(size);
      const window = Float64Array.from({ length: 2 * size }, () => rng.uniform(0, 1));
      const samples = Float32Array.from({ length: 2 * size * sampleStep + 6 }, () => rng.uniform(-1, 1));
      const before = samples.slice();
      const coefficients = new Mdct(samples, window, sampleStep).transform(3);
      expect(samples).toEqual(before);
      expect(coefficients).toHaveLength(4 * size);
      for (let k = 0; k < size; k++) {
        for (let frame = 0; frame < 4; frame++) {
          let sum = 0;
          for (let n = 0; n < 2 * size; n++) {
            const sample = samples[3 + frame + sampleStep * n] ?? 0;
            sum += window[n]! * sample * Math.cos((Math.PI / size) * (n + 0.5 + size / 2) * (k + 0.5));
          }
          expect(coefficients[4 * k + frame]).toBeCloseTo(Math.sqrt(2 / size) * sum, 5);
        }
      }
    },
  );

  it('tells how flat each frame is, also where its powers multiply to nothing', () => {
    const rng = new Rng(2);
    const size = 256;
    const samples = Float32Array.from({ length: 2 * size + 3 }, (_, n) => rng.normal() * 10 ** (-n / 100));
    const mdct = new Mdct(samples, sine(size));
    const [from, to, leastPower] = [10, 250, 1e-9];
    const coefficients = mdct.transform(0);
    const flatness = new Float64Array(4);
    mdct.logFlatness(from, to, leastPower, flatness);
    for (let frame = 0; frame < 4; frame++) {
      const powers = Array.from(
        { length: to - from },
        (_, i) => coefficients[4 * (from + i) + frame]! ** 2 + leastPower,
      );
      const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length;
      const meanLog = powers.reduce((sum, power) => sum + Math.log(power), 0) / powers.length;
      expect(powers.reduce((product, power) => product * power, 1)).toBe(0);
      expect(flatness[frame]).toBeCloseTo(meanLog - Math.log(mean), 5);
    }
    const one = new Float64Array(1);
    mdct.logFlatness(from, to, leastPower, one);
    expect(one[0]).toBe(flatness[0]);
  });

  it('keeps power under a window whose overlaps do', () => {
    const rng = new Rng(1);
    const [size, frames] = [64, 200];
    const samples = Float32Array.from({ length: (frames + 1) * size + 3 }, () => rng.normal());
    const mdct = new Mdct(samples, sine(size));
    let power = 0;
    for (let frame = 0; frame < frames; frame++) {
      power += mdct.transform(frame * size).reduce((sum, c) => sum + c * c, 0) / (4 * size) / frames;
    }
    expect(power).toBeCloseTo(samples.reduce((sum, x) => sum + x * x, 0) / samples.length, 1);
  });
});
