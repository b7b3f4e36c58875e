import { DoppeltonError } from '../errors/index.js';
import { compactBasis } from './compact-basis.js';
import { cqtNetLayers, finalChannels } from './cqt-net.js';
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
   * output `embedding`, shape [N, outputSize].
   */
  readonly model: Uint8Array;
  /** Numbers in each vector. */
  readonly outputSize: number;
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
  const features = foldedLayers(spec, parameters).reduce(
    (value, layer) => writeLayer(graph, layer, value),
    input,
  );
  const vectors = graph.reshape(features, [-1, finalChannels(spec)]);
  const { value, outputSize } = writeHead(graph, spec, parameters, vectors, options.output);
  graph.output('embedding', value, ['fragments', outputSize]);
  return { model: graph.build(), outputSize };
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
  return {
    kind: 'folded-convolution',
    layer,
    weight: { dims, data: data.map((value, index) => value * slope[Math.floor(index / taps)]!) },
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

function writeHead(
  graph: GraphBuilder,
  spec: NetworkSpec,
  parameters: NamedTensors,
  vectors: Value,
  output: EmbeddingOutput,
): { value: Value; outputSize: number } {
  if (output === 'compact') {
    const basis = compactBasis(spec, parameters);
    const weight = { dims: [basis.size, finalChannels(spec)], data: basis.weight };
    const bias = { dims: [basis.size], data: basis.bias };
    return { value: writeLinear(graph, vectors, weight, bias), outputSize: basis.size };
  }
  const linear = cqtNetLayers(spec).filter((layer) => layer.kind === 'linear');
  const wanted = output === 'feature' ? linear.slice(0, 1) : linear;
  const value = wanted.reduce(
    (x, { name }) =>
      writeLinear(graph, x, parameters.get(`${name}.weight`)!, parameters.get(`${name}.bias`)!),
    vectors,
  );
  return { value, outputSize: wanted.at(-1)!.outputs };
}

function writeLinear(graph: GraphBuilder, input: Value, weight: NamedTensor, bias: NamedTensor): Value {
  return graph.node('Gemm', [input, graph.weights(weight), graph.weights(bias)], {
    attributes: { transB: 1 },
  });
}
