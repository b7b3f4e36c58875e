import type { Plane } from '../lowering.js';
import type { ConvolutionLayer } from '../network-spec.js';
import type { LayerContext, TracedLayer } from './layer-rule.js';

/** y = W ∗ x. */
export function traceConvolution(context: LayerContext, layer: ConvolutionLayer, input: Plane): TracedLayer {
  const { lowering } = context;
  const weightName = `${layer.name}.weight`;
  const weight = context.parameter(weightName);
  return {
    output: lowering.convolution(input, weight, layer),
    backward: (outputGradient) => ({
      parameters: { [weightName]: lowering.convolutionWeightGradient(outputGradient, input, layer) },
      input: () => lowering.convolutionInputGradient(outputGradient, input, weight, layer),
    }),
  };
}
