import type { Plane } from '../lowering.js';
import type { Layer } from '../network-spec.js';
import { traceConvolution } from './convolution.js';
import type { LayerContext, TracedLayer } from './layer-rule.js';
import { traceLinear } from './linear.js';
import { traceNormalisation } from './normalisation.js';
import { traceGlobalMaxPool, traceTimePool } from './pooling.js';
import { traceRelu } from './relu.js';

/** Writes a layer's forward pass into a training graph and returns the way back. */
export function traceLayer(context: LayerContext, layer: Layer, input: Plane): TracedLayer {
  switch (layer.kind) {
    case 'convolution':
      return traceConvolution(context, layer, input);
    case 'normalisation':
      return traceNormalisation(context, layer, input);
    case 'time-pool':
      return traceTimePool(context, input);
    case 'global-max-pool':
      return traceGlobalMaxPool(context, input);
    case 'relu':
      return traceRelu(context, input);
    case 'linear':
      return traceLinear(context, layer, input);
  }
}
