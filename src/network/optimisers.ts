import type { GraphBuilder, Value } from './graph-builder.js';

/** How parameters follow their gradients. */
export type OptimiserSpec =
  | {
      readonly kind: 'sgd';
      /** Share of the last update that is kept, in [0, 1). */
      readonly momentum: number;
      /** Added to each gradient, times the parameter; 0 for none. */
      readonly weightDecay: number;
    }
  | {
      readonly kind: 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      /** Shrinks the weights of convolutions and fully connected layers, times the rate; 0 for none. */
      readonly weightDecay: number;
    };

/** One parameter at one step: the values that its update is made of. */
export interface ParameterUpdate {
  readonly name: string;
  readonly parameter: Value;
  readonly gradient: Value;
  /** What the optimiser remembers of this parameter, by slot. */
  readonly slots: Readonly<Record<string, Value>>;
  /** The numbers of {@link Optimiser.scalars}, as scalars in the graph. */
  readonly scalars: Readonly<Record<string, Value>>;
}

/** An update rule, written into the training graph once for each parameter. */
export interface Optimiser {
  /** Tensors that it keeps for each parameter, of the parameter's shape and 0 at the start. */
  readonly slotNames: readonly string[];
  /**
   * Numbers that change from step to step, computed in double precision outside the graph.
   *
   * @param rate - Learning rate.
   * @param step - Number of this step, the first being 1.
   */
  scalars(rate: number, step: number): Readonly<Record<string, number>>;
  update(
    graph: GraphBuilder,
    update: ParameterUpdate,
  ): { readonly parameter: Value; readonly slots: Readonly<Record<string, Value>> };
}

/** The rule for a spec. */
export function createOptimiser(spec: OptimiserSpec): Optimiser {
  return spec.kind === 'sgd' ? new Sgd(spec) : new AdamW(spec);
}

/** v ← momentum · v + g, p ← p − rate · v, with g + weightDecay · p for g: PyTorch's order of things. */
class Sgd implements Optimiser {
  readonly slotNames = ['velocity'];
  readonly #spec: Extract<OptimiserSpec, { kind: 'sgd' }>;

  constructor(spec: Extract<OptimiserSpec, { kind: 'sgd' }>) {
    this.#spec = spec;
  }

  scalars(rate: number): { rate: number } {
    return { rate };
  }

  update(graph: GraphBuilder, { parameter, gradient, slots, scalars }: ParameterUpdate) {
    const { momentum, weightDecay } = this.#spec;
    const decayed = weightDecay === 0 ? gradient : graph.add(gradient, graph.scale(parameter, weightDecay));
    const velocity = graph.add(graph.scale(slots['velocity']!, momentum), decayed);
    return {
      parameter: graph.subtract(parameter, graph.multiply(velocity, scalars['rate']!)),
      slots: { velocity },
    };
  }
}

/**
 * Adam with weight decay beside the gradient, bias-corrected.
 *
 * @see Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019.
 */
class AdamW implements Optimiser {
  readonly slotNames = ['first-moment', 'second-moment'];
  readonly #spec: Extract<OptimiserSpec, { kind: 'adamw' }>;

  constructor(spec: Extract<OptimiserSpec, { kind: 'adamw' }>) {
    this.#spec = spec;
  }

  scalars(rate: number, step: number) {
    const { beta1, beta2, weightDecay } = this.#spec;
    return {
      keep: 1 - rate * weightDecay,
      stepSize: rate / (1 - beta1 ** step),
      rootCorrection: 1 / Math.sqrt(1 - beta2 ** step),
    };
  }

  update(graph: GraphBuilder, { name, parameter, gradient, slots, scalars }: ParameterUpdate) {
    const { beta1, beta2, epsilon } = this.#spec;
    const first = weightedSum(graph, slots['first-moment']!, beta1, gradient, 1 - beta1);
    const square = graph.multiply(gradient, gradient);
    const second = weightedSum(graph, slots['second-moment']!, beta2, square, 1 - beta2);
    const deviation = graph.multiply(graph.node('Sqrt', [second]), scalars['rootCorrection']!);
    const direction = graph.divide(first, graph.add(deviation, graph.floats([epsilon])));
    const kept = isDecayed(name) ? graph.multiply(parameter, scalars['keep']!) : parameter;
    return {
      parameter: graph.subtract(kept, graph.multiply(direction, scalars['stepSize']!)),
      slots: { 'first-moment': first, 'second-moment': second },
    };
  }
}

function weightedSum(graph: GraphBuilder, a: Value, weightA: number, b: Value, weightB: number): Value {
  return graph.add(graph.scale(a, weightA), graph.scale(b, weightB));
}

/** Biases, and the scales of normalisation, are not decayed. */
function isDecayed(name: string): boolean {
  return name.endsWith('.weight') && !name.startsWith('norm');
}
