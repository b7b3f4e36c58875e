import type { GraphBuilder, Value } from '../graph-builder.js';
import type { Plane } from '../lowering.js';
import type { LinearLayer } from '../network-spec.js';
import type { LayerContext, TracedLayer } from './layer-rule.js';

/** y = W x + b, on planes of one bin and one frame. */
export function traceLinear(context: LayerContext, layer: LinearLayer, input: Plane): TracedLayer {
  const { graph } = context;
  const weightName = `${layer.name}.weight`;
  const biasName = `${layer.name}.bias`;
  const weight = context.parameter(weightName);
  const x = rows(graph, input);
  const product = graph.matrixProduct(x, weight, { transposeB: true });
  const output = graph.add(product, context.parameter(biasName));
  return {
    output: vectorPlane(graph, output, input.batch, layer.outputs),
    backward: (outputGradient) => {
      const dy = rows(graph, outputGradient);
      return {
        parameters: {
          [weightName]: graph.matrixProduct(dy, x, { transposeA: true }),
          [biasName]: graph.sum(dy, [0]),
        },
        input: () => vectorPlane(graph, graph.matrixProduct(dy, weight), input.batch, layer.inputs),
      };
    },
  };
}

/** The vectors of a plane of one bin and one frame as rows of a matrix, shape [batch, channels]. */
export function rows(graph: GraphBuilder, plane: Plane): Value {
  return graph.reshape(plane.value, [plane.batch, plane.channels]);
}

/** A matrix of shape [batch, channels] as a plane of one bin and one frame. */
export function vectorPlane(graph: GraphBuilder, matrix: Value, batch: number, channels: number): Plane {
  return { value: graph.reshape(matrix, [batch, channels, 1, 1]), batch, channels, bins: 1, frames: 1 };
}
