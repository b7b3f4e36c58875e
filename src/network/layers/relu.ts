import { planeLike, type Plane } from '../lowering.js';
import type { LayerContext, TracedLayer } from './layer-rule.js';

/** y = max(x, 0); the gradient passes where y > 0. */
export function traceRelu(context: LayerContext, input: Plane): TracedLayer {
  const { graph } = context;
  const output = planeLike(input, graph.node('Relu', [input.value]));
  return {
    output,
    backward: (outputGradient) => ({
      parameters: {},
      input: () => {
        // The sign of a number that is not negative is 0 or 1: a mask without a comparison and a cast.
        const mask = graph.node('Sign', [output.value]);
        return planeLike(input, graph.multiply(outputGradient.value, mask));
      },
    }),
  };
}
