import { describe, expect, it } from 'vitest';
import { ComplexFft } from './complex-fft.js';
import { Rng } from './rng.js';

describe('ComplexFft', () => {
  it.each([4, 8, 64, 512])('gives the sums that define it, %i of them, and the way back', (size) => {
    const rng = new Rng(size);
    const fft = new ComplexFft(size);
    const numbers = () => Float64Array.from({ length: size }, () => rng.normal());
    // Also when it is used again.
    for (let round = 0; round < 2; round++) {
      const [real, imaginary] = [numbers(), numbers()];
      const [re, im] = [real.slice(), imaginary.slice()];
      fft.transform(re, im);
      for (let k = 0; k < size; k++) {
        let [sumReal, sumImaginary] = [0, 0];
        for (let n = 0; n < size; n++) {
          const angle = (-2 * Math.PI * k * n) / size;
          sumReal += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle);
          sumImaginary += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle);
        }
        expect(re[k]).toBeCloseTo(sumReal, 9);
        expect(im[k]).toBeCloseTo(sumImaginary, 9);
      }
      fft.transform(im, re);
      for (let n = 0; n < size; n++) {
        expect(re[n]! / size).toBeCloseTo(real[n]!, 12);
        expect(im[n]! / size).toBeCloseTo(imaginary[n]!, 12);
      }
    }
  });
});
