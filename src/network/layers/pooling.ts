import { planeLike, type Plane } from '../lowering.js';
import type { LayerContext, TracedLayer } from './layer-rule.js';

/**
 * Maximum over pairs of frames. Where both frames of a pair hold the maximum, as in digital silence, they share the
 * gradient evenly.
 */
export function traceTimePool(context: LayerContext, input: Plane): TracedLayer {
  const { graph, lowering } = context;
  const output = lowering.poolTime(input, 'max');
  return {
    output,
    backward: (outputGradient) => ({
      parameters: {},
      input: () => {
        const holdsMaximum = graph.equal(input.value, lowering.unpoolTime(output, input.frames).value);
        const halfHolders = lowering.poolTime(planeLike(input, holdsMaximum), 'average').value;
        const share = graph.divide(graph.scale(outputGradient.value, 0.5), halfHolders);
        const shares = lowering.unpoolTime(planeLike(output, share), input.frames);
        return planeLike(input, graph.multiply(holdsMaximum, shares.value));
      },
    }),
  };
}

/** Maximum over all bins and frames of a channel. All positions that hold it share the gradient evenly. */
export function traceGlobalMaxPool(context: LayerContext, input: Plane): TracedLayer {
  const { graph, lowering } = context;
  const output = lowering.poolGlobally(input, 'max');
  return {
    output,
    backward: (outputGradient) => ({
      parameters: {},
      input: () => {
        const equal = graph.toFloat(lowering.withPooled('Equal', input, output));
        const holdsMaximum = planeLike(input, equal);
        const holderFraction = lowering.poolGlobally(holdsMaximum, 'average').value;
        const holders = graph.scale(holderFraction, input.bins * input.frames);
        const share = planeLike(output, graph.divide(outputGradient.value, holders));
        return planeLike(input, lowering.withPooled('Mul', holdsMaximum, share));
      },
    }),
  };
}
