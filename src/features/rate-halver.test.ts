import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { designHalfBand } from './half-band.js';
import { RateHalver } from './rate-halver.js';

const filter = designHalfBand(0.2, Math.SQRT2);
const halver = new RateHalver(filter);
const rng = new Rng(3);
const input = Float32Array.from({ length: 400 }, () => rng.normal());
const first = filter.reachSamples + 3;

/** One output by its definition: every tap times the sample under it. */
function halvedAt(centre: number): number {
  return filter.sideTaps.reduce(
    (sum, tap, pair) => sum + tap * (input[centre - 2 * pair - 1]! + input[centre + 2 * pair + 1]!),
    filter.centreTap * input[centre]!,
  );
}

describe('RateHalver', () => {
  it('weighs the samples around every second one, and writes no more than it is asked for', () => {
    for (const count of [1, 2, 15, 16, 17, 40]) {
      const output = new Float32Array(50).fill(7);
      halver.halve(input, first, output, count);
      for (let i = 0; i < count; i++) expect(output[i]).toBeCloseTo(halvedAt(first + 2 * i), 5);
      expect(output.subarray(count).every((value) => value === 7)).toBe(true);
    }
  });

  it('gives the same samples however many are asked for', () => {
    const [whole, part] = [new Float32Array(60), new Float32Array(60)];
    halver.halve(input, first, whole, 60);
    for (const from of [1, 5, 30]) {
      halver.halve(input, first + 2 * from, part, 60 - from);
      expect(part.subarray(0, 60 - from)).toEqual(whole.subarray(from));
    }
  });

  it('lets what it keeps pass, and nothing else', () => {
    const tone = (cyclesPerSample: number) => {
      const sound = Float32Array.from({ length: 4000 }, (_, i) =>
        Math.cos(2 * Math.PI * cyclesPerSample * i),
      );
      const output = new Float32Array(1000);
      halver.halve(sound, 500, output, 1000);
      return Math.sqrt(output.reduce((sum, value) => sum + value * value, 0) / 500);
    };
    expect(tone(0.19)).toBeCloseTo(Math.SQRT2, 3);
    expect(tone(0.31)).toBeLessThan(1e-4);
  });
});
