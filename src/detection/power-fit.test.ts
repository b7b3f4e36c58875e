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

  it('explains no worse with one more explanation', () => {
    const explanations = [random(100), random(100)];
    const powers = random(100);
    const more = fitPowers(powers, [...explanations, new Float64Array(100).fill(1)]);
    expect(more.divergence).toBeLessThan(fitPowers(powers, explanations).divergence + 0.05);
  });
});
