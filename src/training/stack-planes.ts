import { columns, compressMagnitudes, type ConstantQ } from '../features/index.js';
import type { Recipe } from './recipe.js';

/** Stacks planes as the network's input, shape (planes, 1, bins, frames): cut to `frames`, then compressed. */
export function stackPlanes(planes: readonly ConstantQ[], frames: number, recipe: Recipe): Float32Array {
  const { bins } = recipe.features.constantQ;
  const inputs = new Float32Array(planes.length * bins * frames);
  planes.forEach((plane, i) => {
    const cut = columns(plane, 0, frames);
    inputs.set(compressMagnitudes(cut, recipe.features.compression).data, i * bins * frames);
  });
  return inputs;
}
