/** A dense tensor, row-major. */
export interface Tensor {
  readonly data: Float32Array | BigInt64Array | Uint8Array | Int8Array | Int32Array;
  readonly dims: readonly number[];
}

/** A loaded graph. */
export interface GraphSession {
  /** Runs the graph once; inputs are not modified. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

/** Port: executes ONNX graphs. Adapters live in `platform/`. */
export interface GraphRuntime {
  /**
   * @param model - Serialised ONNX ModelProto.
   * @throws DoppeltonError `RUNTIME_FAILED` when the runtime refuses the graph.
   */
  load(model: Uint8Array): Promise<GraphSession>;
}
