import type { ConstantQ } from '../../features/index.js';

/** Sum of squared magnitudes over all cells. */
export function planePower(plane: ConstantQ): number {
  let sum = 0;
  for (const magnitude of plane.data) sum += magnitude * magnitude;
  return sum;
}
