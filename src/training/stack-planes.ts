import { columns, compressedFrames, compressMagnitudes, type ConstantQ } from '../features/index.js';
import type { Recipe } from './recipe.js';

/** Stacks planes as the network's input, shape (planes, 1, bins, columns): cut to `frames`, then compressed. */
export function stackPlanes(planes: readonly ConstantQ[], frames: number, recipe: Recipe): Float32Array {
  const { bins } = recipe.features.constantQ;
  const { compression } = recipe.features;
  const size = bins * compressedFrames(frames, compression);
  const inputs = new Float32Array(planes.length * size);
  planes.forEach((plane, i) => {
    inputs.set(compressMagnitudes(columns(plane, 0, frames), compression).data, i * size);
  });
  return inputs;
}
