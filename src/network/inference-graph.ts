import { DoppeltonError } from '../errors/index.js';
import { RowProducts } from '../numeric/index.js';
import { compactBasis } from './compact-basis.js';
import { convolvedExtent, cqtNetLayers, finalChannels } from './cqt-net.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import { NORMALISATION_EPSILON } from './layers/normalisation.js';
import type { NamedTensor, NamedTensors } from './named-tensors.js';
import type {
  ConvolutionLayer,
  GlobalMaxPoolLayer,
  NetworkSpec,
  NormalisationLayer,
  ReluLayer,
  TimePoolLayer,
} from './network-spec.js';
import { convolutionAttributes, timePoolAttributes } from './portable-lowering.js';
import { requireShapes } from './weights.js';

/** Which vector leaves the network: all outputs of fc0, the same in fewer numbers ({@link CompactBasis}), or all linear layers' (the classifier's logits, if there is one). */
export type EmbeddingOutput = 'feature' | 'compact' | 'logits';

/** A graph that turns constant-Q fragments into vectors. */
export interface InferenceGraph {
  /**
   * Serialised ONNX ModelProto: input `constantQ`, shape [N, 1, bins, T] for any N and any T that the network admits;
   * outputs `embedding`, shape [N, outputSize], and `columns`, shape [N, channels, 1, columns]: what each stretch of
   * the input (see `columnGeometry`) brings to the maximum over time.
   */
  readonly model: Uint8Array;
  /** Numbers in each vector. */
  readonly outputSize: number;
  /** The vector of the maximum over some columns: what `embedding` would be were there no others. */
  fromMaximum(maximum: Float32Array): Float32Array;
}

/**
 * A trained network as a graph of constants, each normalisation folded into the convolution before it.
 *
 * @param parameters - Learned parameters and running statistics. Not modified.
 * @throws DoppeltonError `MODEL_INCOMPATIBLE` when they are not those of the network.
 */
export function buildInferenceGraph(
  spec: NetworkSpec,
  parameters: NamedTensors,
  options: { readonly output: EmbeddingOutput },
): InferenceGraph {
  requireShapes(spec, parameters);
  const graph = new GraphBuilder();
  const input = graph.input('constantQ', ['fragments', 1, spec.inputBins, 'frames']);
  const features = foldedLayers(spec, parameters).reduce((value, layer) => {
    if (layer.kind !== 'global-max-pool') return writeLayer(graph, layer, value);
    // First over the bins, then over time: columns can be had without the rest.
    const columns = graph.node('MaxPool', [value], { attributes: { kernel_shape: [finalBins(spec), 1] } });
    graph.output('columns', columns, ['fragments', finalChannels(spec), 1, 'columns']);
    return writeLayer(graph, layer, columns);
  }, input);
  const vectors = graph.reshape(features, [-1, finalChannels(spec)]);
  const head = linearHead(spec, parameters, options.output);
  const value = head.reduce((x, linear) => writeLinear(graph, x, linear), vectors);
  const outputSize = head.at(-1)!.weight.dims[0]!;
  graph.output('embedding', value, ['fragments', outputSize]);
  const maps = head.map(linearMap);
  return {
    model: graph.build(),
    outputSize,
    fromMaximum: (maximum) =>
      maps.reduce<Float32Array>(
        (vector, map) => map(vector),
        maximum.map((channel) => Math.max(0, channel)),
      ),
  };
}

/** Bins that are left behind the last convolution. */
function finalBins(spec: NetworkSpec): number {
  return cqtNetLayers(spec).reduce<number>(
    (bins, layer) => (layer.kind === 'convolution' ? convolvedExtent(layer, { bins, frames: 0 }).bins : bins),
    spec.inputBins,
  );
}

/** A convolution whose constants hold the normalisation that followed it. */
interface FoldedConvolution {
  readonly kind: 'folded-convolution';
  readonly layer: ConvolutionLayer;
  readonly weight: NamedTensor;
  readonly bias: NamedTensor;
}

type FoldedLayer = FoldedConvolution | TimePoolLayer | GlobalMaxPoolLayer | ReluLayer;

/** The layers up to the global maximum. */
function foldedLayers(spec: NetworkSpec, parameters: NamedTensors): FoldedLayer[] {
  const layers = cqtNetLayers(spec);
  return layers.flatMap((layer, index): FoldedLayer[] => {
    if (layer.kind === 'convolution') {
      const next = layers[index + 1];
      if (next?.kind !== 'normalisation') {
        throw new DoppeltonError('INTERNAL', `${layer.name} is not followed by a normalisation`);
      }
      return [foldedConvolution(parameters, layer, next)];
    }
    return layer.kind === 'normalisation' || layer.kind === 'linear' ? [] : [layer];
  });
}

/** W γ/σ and β − μ γ/σ. */
function foldedConvolution(
  parameters: NamedTensors,
  layer: ConvolutionLayer,
  normalisation: NormalisationLayer,
): FoldedConvolution {
  const { dims, data } = parameters.get(`${layer.name}.weight`)!;
  const part = (name: string) => parameters.get(`${normalisation.name}.${name}`)!.data;
  const scale = part('weight');
  const mean = part('mean');
  const slope = Float64Array.from(part('variance'), (variance, channel) => {
    return scale[channel]! / Math.sqrt(variance + NORMALISATION_EPSILON);
  });
  const taps = data.length / layer.outChannels;
  const folded = new Float32Array(data.length);
  slope.forEach((factor, channel) => {
    for (let i = channel * taps; i < (channel + 1) * taps; i++) folded[i] = data[i]! * factor;
  });
  return {
    kind: 'folded-convolution',
    layer,
    weight: { dims, data: folded },
    bias: {
      dims: [layer.outChannels],
      data: part('bias').map((value, channel) => value - mean[channel]! * slope[channel]!),
    },
  };
}

function writeLayer(graph: GraphBuilder, layer: FoldedLayer, input: Value): Value {
  switch (layer.kind) {
    case 'folded-convolution':
      return graph.node('Conv', [input, graph.weights(layer.weight), graph.weights(layer.bias)], {
        attributes: convolutionAttributes(layer.layer),
      });
    case 'relu':
      return graph.node('Relu', [input]);
    case 'time-pool':
      return graph.node('MaxPool', [input], { attributes: timePoolAttributes('max') });
    case 'global-max-pool':
      return graph.node('GlobalMaxPool', [input]);
  }
}

interface LinearWeights {
  /** Shape [outputs, inputs]. */
  readonly weight: NamedTensor;
  readonly bias: NamedTensor;
}

function linearHead(spec: NetworkSpec, parameters: NamedTensors, output: EmbeddingOutput): LinearWeights[] {
  if (output === 'compact') {
    const basis = compactBasis(spec, parameters);
    return [
      {
        weight: { dims: [basis.size, finalChannels(spec)], data: Float32Array.from(basis.weight) },
        bias: { dims: [basis.size], data: Float32Array.from(basis.bias) },
      },
    ];
  }
  const linear = cqtNetLayers(spec).filter((layer) => layer.kind === 'linear');
  const wanted = output === 'feature' ? linear.slice(0, 1) : linear;
  return wanted.map(({ name }) => ({
    weight: parameters.get(`${name}.weight`)!,
    bias: parameters.get(`${name}.bias`)!,
  }));
}

function writeLinear(graph: GraphBuilder, input: Value, { weight, bias }: LinearWeights): Value {
  return graph.node('Gemm', [input, graph.weights(weight), graph.weights(bias)], {
    attributes: { transB: 1 },
  });
}

function linearMap({ weight, bias }: LinearWeights): (input: Float32Array) => Float32Array {
  const rows = new RowProducts();
  rows.load(weight.data, weight.dims[1]!);
  return (input) => {
    const products = rows.with(input);
    return bias.data.map((value, output) => value + products[output]!);
  };
}
