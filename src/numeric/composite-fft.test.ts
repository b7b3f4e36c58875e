import { describe, expect, it } from 'vitest';
import { CompositeFft } from './composite-fft.js';
import { Rng } from './rng.js';

describe('CompositeFft', () => {
  it.each([2, 6, 16, 40, 240, 480])('gives the sums that define it, of %i numbers', (size) => {
    const rng = new Rng(size);
    const [real, imaginary] = [0, 1].map(() => Float64Array.from({ length: size }, () => rng.normal()));
    const [re, im] = [real!.slice(), imaginary!.slice()];
    new CompositeFft(size).transform(re, im);
    for (let k = 0; k < size; k++) {
      let [sumReal, sumImaginary] = [0, 0];
      for (let n = 0; n < size; n++) {
        const angle = (-2 * Math.PI * k * n) / size;
        sumReal += real![n]! * Math.cos(angle) - imaginary![n]! * Math.sin(angle);
        sumImaginary += real![n]! * Math.sin(angle) + imaginary![n]! * Math.cos(angle);
      }
      expect(Math.hypot(re[k]! - sumReal, im[k]! - sumImaginary)).toBeLessThan(1e-10 * size);
    }
  });
});
