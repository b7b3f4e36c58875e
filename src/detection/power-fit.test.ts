import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { fitPowers } from './power-fit.js';

const rng = new Rng(8);
const random = (length: number) => Float64Array.from({ length }, () => rng.normal() ** 2 + 0.01);

describe('fitPowers', () => {
  it('finds the weights that powers were made with', () => {
    const explanations = [random(400), new Float64Array(400).fill(1)];
    const powers = explanations[0]!.map((value) => 3 * value + 0.2);
    const { weights, divergence } = fitPowers(powers, explanations);
    expect(Math.abs(weights[0]! - 3)).toBeLessThan(0.02);
    expect(Math.abs(weights[1]! - 0.2)).toBeLessThan(0.02);
    expect(divergence / powers.length).toBeLessThan(1e-4);
  });

  it('scales with the powers', () => {
    const explanations = [random(100), random(100)];
    const powers = random(100);
    const one = fitPowers(powers, explanations);
    const thousand = fitPowers(
      powers.map((power) => 1000 * power),
      explanations,
    );
    expect(thousand.divergence).toBeCloseTo(one.divergence, 6);
    expect(thousand.weights[0]! / one.weights[0]!).toBeCloseTo(1000, 3);
  });

  it('finds the same wherever it begins', () => {
    const explanations = [random(200), random(200), new Float64Array(200).fill(1)];
    const powers = random(200);
    const { weights, divergence } = fitPowers(powers, explanations);
    for (const start of [weights, Float64Array.of(100, 1e-3, 5), Float64Array.of(0, 0, 1)]) {
      const again = fitPowers(powers, explanations, start);
      expect(Math.abs(again.divergence - divergence)).toBeLessThan(1e-3);
    }
  });

  it('sums up the divergence of powers however far from what explains them', () => {
    const explanation = new Float64Array(50).fill(1);
    const powers = Float64Array.from(explanation, (_, i) => 10 ** (i % 2 === 0 ? 20 : -20));
    const { weights, divergence } = fitPowers(powers, [explanation]);
    // The best weight is the mean: half of the powers have a ratio of 2 to it, the others next to none.
    expect(weights[0]! / 5e19).toBeCloseTo(1, 3);
    const expected = 25 * (2 - Math.log(2) - 1) + 25 * (Math.log(5e39) - 1);
    expect(divergence / expected).toBeCloseTo(1, 5);
  });

  it('explains no worse with one more explanation', () => {
    const explanations = [random(100), random(100)];
    const powers = random(100);
    const more = fitPowers(powers, [...explanations, new Float64Array(100).fill(1)]);
    expect(more.divergence).toBeLessThan(fitPowers(powers, explanations).divergence + 0.05);
  });
});
