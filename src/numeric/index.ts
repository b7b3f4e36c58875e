export { Rng } from './rng.js';
export type { Matrix } from './matrix.js';
