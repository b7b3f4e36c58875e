import type { GraphBuilder, Value } from '../graph-builder.js';
import type { Lowering, Plane } from '../lowering.js';

/** What a layer finds around it when it is written into a training graph. */
export interface LayerContext {
  readonly graph: GraphBuilder;
  readonly lowering: Lowering;
  /** A parameter or running statistic by its full name. */
  parameter(name: string): Value;
}

/** A layer in a training graph. */
export interface TracedLayer {
  readonly output: Plane;
  /** New values of the layer's running statistics, by full name. */
  readonly statistics?: Readonly<Record<string, Value>>;
  /** Goes back through the layer. */
  backward(outputGradient: Plane): LayerGradients;
}

/** Gradients of the loss. */
export interface LayerGradients {
  /** By the layer's parameters, by full name. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** By the layer's input; written into the graph only when asked for. */
  input(): Plane;
}
