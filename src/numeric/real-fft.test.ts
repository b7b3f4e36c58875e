import { describe, expect, it } from 'vitest';
import { RealFft } from './real-fft.js';
import { Rng } from './rng.js';

function powersByDefinition(input: Float64Array): Float64Array {
  const { length } = input;
  return Float64Array.from({ length: length / 2 + 1 }, (_, k) => {
    let real = 0;
    let imaginary = 0;
    input.forEach((value, n) => {
      real += value * Math.cos((2 * Math.PI * k * n) / length);
      imaginary -= value * Math.sin((2 * Math.PI * k * n) / length);
    });
    return real * real + imaginary * imaginary;
  });
}

describe('RealFft', () => {
  it('gives the powers of the sum that defines it', () => {
    for (const size of [8, 16, 64, 1024]) {
      const rng = new Rng(size);
      const input = Float64Array.from({ length: size }, () => rng.normal());
      const before = input.slice();
      const powers = new Float64Array(size / 2 + 1);
      new RealFft(size).powers(input, powers);
      const expected = powersByDefinition(input);
      const worst = powers.reduce((most, power, k) => Math.max(most, Math.abs(power - expected[k]!)), 0);
      expect(worst).toBeLessThan(1e-9 * size * size);
      expect(input).toEqual(before);
    }
  });

  it('gives the same when it is used again', () => {
    const fft = new RealFft(16);
    const [first, second] = [new Float64Array(9), new Float64Array(9)];
    fft.powers([1, ...new Array<number>(15).fill(0)], first);
    fft.powers(new Array<number>(16).fill(1), second);
    fft.powers([1, ...new Array<number>(15).fill(0)], second);
    expect(second).toEqual(first);
  });
});
