import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { levelsAround } from './level.js';

describe('levelsAround', () => {
  it.each([1, 15, 16, 40])(
    'is the mean of all bins around each of %i columns, shorter at the ends',
    (frames) => {
      const [bins, windowFrames] = [5, 7];
      const rng = new Rng(frames);
      const data = Float32Array.from({ length: bins * frames }, () => rng.uniform(0, 1));
      const levels = levelsAround({ data, bins, frames }, windowFrames);
      expect(levels).toHaveLength(frames);
      levels.forEach((level, t) => {
        const around = Array.from(data).filter((_, i) => Math.abs((i % frames) - t) <= 3);
        const mean = around.reduce((sum, value) => sum + value, 0) / around.length;
        expect(level).toBeCloseTo(mean + 1e-4, 12);
      });
    },
  );
});
