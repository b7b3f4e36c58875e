import { describe, expect, it } from 'vitest';
import { Mdct } from './mdct.js';
import { Rng } from './rng.js';

const sine = (size: number) =>
  Float64Array.from({ length: 2 * size }, (_, n) => Math.sin((Math.PI / (2 * size)) * (n + 0.5)));

describe('Mdct', () => {
  it.each([8, 60, 480, 512])('gives the sums that define it, %i of them', (size) => {
    const rng = new Rng(size);
    const window = Float64Array.from({ length: 2 * size }, () => rng.uniform(0, 1));
    const samples = Float32Array.from({ length: 2 * size + 5 }, () => rng.uniform(-1, 1));
    const before = samples.slice();
    const coefficients = new Float64Array(size);
    new Mdct(window).transform(samples, 3, coefficients);
    expect(samples).toEqual(before);
    for (let k = 0; k < size; k++) {
      let sum = 0;
      for (let n = 0; n < 2 * size; n++) {
        sum += window[n]! * samples[3 + n]! * Math.cos((Math.PI / size) * (n + 0.5 + size / 2) * (k + 0.5));
      }
      expect(coefficients[k]).toBeCloseTo(Math.sqrt(2 / size) * sum, 9);
    }
  });

  it('keeps power under a window whose overlaps do', () => {
    const rng = new Rng(1);
    const [size, frames] = [64, 200];
    const samples = Float32Array.from({ length: (frames + 1) * size }, () => rng.normal());
    const mdct = new Mdct(sine(size));
    const coefficients = new Float64Array(size);
    let power = 0;
    for (let frame = 0; frame < frames; frame++) {
      mdct.transform(samples, frame * size, coefficients);
      power += coefficients.reduce((sum, c) => sum + c * c, 0) / size / frames;
    }
    expect(power).toBeCloseTo(samples.reduce((sum, x) => sum + x * x, 0) / samples.length, 1);
  });
});
