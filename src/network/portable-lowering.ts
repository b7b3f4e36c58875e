import { convolvedExtent, pooledFrames } from './cqt-net.js';
import type { GraphBuilder, Value } from './graph-builder.js';
import { planeLike, type Lowering, type Plane, type PoolKind } from './lowering.js';
import type { ConvolutionLayer } from './network-spec.js';

/** Layers as standard ONNX operators on row-major planes; runs wherever ONNX runs. */
export class PortableLowering implements Lowering {
  readonly graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  convolution(input: Plane, weight: Value, layer: ConvolutionLayer): Plane {
    const value = this.graph.node('Conv', [input.value, weight], {
      attributes: convolutionAttributes(layer),
    });
    return { ...input, ...convolvedExtent(layer, input), channels: layer.outChannels, value };
  }

  convolutionInputGradient(
    outputGradient: Plane,
    input: Plane,
    weight: Value,
    layer: ConvolutionLayer,
  ): Plane {
    const turned = turnedWeight(this.graph, weight);
    const attributes = turnedConvolutionAttributes(layer);
    return planeLike(input, this.graph.node('Conv', [outputGradient.value, turned], { attributes }));
  }

  /** One matrix product per kernel tap, which is faster than one convolution with batch and channels swapped. */
  convolutionWeightGradient(outputGradient: Plane, input: Plane, layer: ConvolutionLayer): Value {
    const { graph } = this;
    const { inChannels, outChannels, kernelBins, kernelFrames, dilationFrames } = layer;
    const { batch, bins, frames } = outputGradient;
    const positions = batch * bins * frames;
    const channelsFirst = [1, 0, 2, 3];
    const gradients = graph.reshape(graph.transpose(outputGradient.value, channelsFirst), [
      outChannels,
      positions,
    ]);
    const inputs = graph.transpose(this.#paddedBins(input, layer.padBins), channelsFirst);
    const taps: Value[] = [];
    for (let bin = 0; bin < kernelBins; bin++) {
      for (let tap = 0; tap < kernelFrames; tap++) {
        const frame = tap * dilationFrames;
        const shifted = graph.slice(inputs, [
          { axis: 2, start: bin, end: bin + bins },
          { axis: 3, start: frame, end: frame + frames },
        ]);
        const product = graph.matrixProduct(gradients, graph.reshape(shifted, [inChannels, positions]), {
          transposeB: true,
        });
        taps.push(graph.reshape(product, [outChannels, inChannels, 1]));
      }
    }
    const joined = graph.node('Concat', taps, { attributes: { axis: 2 } });
    return graph.reshape(joined, [outChannels, inChannels, kernelBins, kernelFrames]);
  }

  channelMeans(plane: Plane): Value {
    const { batch, channels, bins, frames, value } = plane;
    return this.graph.mean(this.graph.reshape(value, [batch, channels, bins * frames]), [0, 2]);
  }

  affine(plane: Plane, scale: Value, terms: { readonly shift?: Value; readonly addend?: Plane }): Plane {
    const { graph } = this;
    const constant = (value: number) => graph.floats(new Array<number>(plane.channels).fill(value));
    // With mean 0 and variance 1, this operator is a fast multiply-add per channel.
    const inputs = [plane.value, scale, terms.shift ?? constant(0), constant(0), constant(1)];
    const scaled = graph.node('BatchNormalization', inputs, { attributes: { epsilon: { float: 0 } } });
    return planeLike(plane, terms.addend === undefined ? scaled : graph.add(scaled, terms.addend.value));
  }

  poolTime(plane: Plane, kind: PoolKind): Plane {
    const value = this.graph.node(kind === 'max' ? 'MaxPool' : 'AveragePool', [plane.value], {
      attributes: timePoolAttributes(kind),
    });
    return { ...plane, frames: pooledFrames(plane.frames), value };
  }

  unpoolTime(pooled: Plane, frames: number): Plane {
    const indices = this.graph.integers(coveringFrames(frames));
    const value = this.graph.node('Gather', [pooled.value, indices], { attributes: { axis: 3 } });
    return { ...pooled, frames, value };
  }

  poolGlobally(plane: Plane, kind: PoolKind): Plane {
    const value = this.graph.node(kind === 'max' ? 'GlobalMaxPool' : 'GlobalAveragePool', [plane.value]);
    return { ...plane, bins: 1, frames: 1, value };
  }

  withPooled(operator: 'Equal' | 'Mul', plane: Plane, pooled: Plane): Value {
    return this.graph.node(operator, [plane.value, pooled.value]);
  }

  #paddedBins(plane: Plane, padBins: number): Value {
    if (padBins === 0) return plane.value;
    const pads = [0, 0, padBins, 0, 0, 0, padBins, 0];
    return this.graph.node('Pad', [plane.value, this.graph.integers(pads)]);
  }
}

/** Attributes of the forward convolution. */
export function convolutionAttributes(layer: ConvolutionLayer): Record<string, readonly number[]> {
  return {
    kernel_shape: [layer.kernelBins, layer.kernelFrames],
    dilations: [1, layer.dilationFrames],
    pads: [layer.padBins, 0, layer.padBins, 0],
  };
}

/** Attributes of the convolution that takes an output gradient back to the input. */
export function turnedConvolutionAttributes(layer: ConvolutionLayer): Record<string, readonly number[]> {
  const padBins = layer.kernelBins - 1 - layer.padBins;
  const padFrames = (layer.kernelFrames - 1) * layer.dilationFrames;
  return { ...convolutionAttributes(layer), pads: [padBins, padFrames, padBins, padFrames] };
}

/** The kernel turned by 180° with its channels swapped, shape [inChannels, outChannels, bins, frames]. */
export function turnedWeight(graph: GraphBuilder, weight: Value): Value {
  return graph.transpose(graph.reverse(weight, [2, 3]), [1, 0, 2, 3]);
}

export function timePoolAttributes(kind: PoolKind): Record<string, number | readonly number[]> {
  const window = { kernel_shape: [1, 2], strides: [1, 2], pads: [0, 1, 0, 1] };
  return kind === 'max' ? window : { ...window, count_include_pad: 1 };
}

/** For each of `frames` frames, the frame of the pooled plane that covers it. */
export function coveringFrames(frames: number): number[] {
  return Array.from({ length: frames }, (_, frame) => Math.ceil(frame / 2));
}
