/** A float32 tensor, row-major. */
export interface NamedTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Weights, running statistics or optimiser state, by name; the order of insertion is kept. */
export type NamedTensors = ReadonlyMap<string, NamedTensor>;
