import { convolvedExtent, pooledFrames } from './cqt-net.js';
import type { Attribute, GraphBuilder, Value } from './graph-builder.js';
import { planeLike, type Lowering, type Plane, type PoolKind } from './lowering.js';
import type { ConvolutionLayer } from './network-spec.js';
import {
  convolutionAttributes,
  coveringFrames,
  timePoolAttributes,
  turnedConvolutionAttributes,
  turnedWeight,
} from './portable-lowering.js';

/**
 * Rows of a weight gradient's filter are taken in chunks whose filter stays in the second-level cache: so many numbers,
 * for the output channels that the runtime treats at once, which are up to four blocks.
 */
const CACHED_FLOATS = 256_000;
const BLOCKS_AT_ONCE = 4;

/**
 * Layers as operators of ONNX Runtime's internal domain `com.microsoft.nchwc`. With a block of b channels, a
 * plane is stored as [batch, channels / b, bins, frames, b], a weight as [out / b, in / b, bins, frames, b in, b out];
 * the shapes that the graph shows are the plain ones. Network inputs of one channel stay plain.
 *
 * The domain is neither documented nor stable: the runtime's version is pinned, and `chooseLowering` compares with
 * the portable lowering before use.
 *
 * @see Georganas et al., "Anatomy of high-performance deep learning convolutions on SIMD architectures", SC 2018.
 */
export class BlockedLowering implements Lowering {
  readonly graph: GraphBuilder;
  readonly #block: number;

  /** @param block - Channels that lie side by side, as the processor has it: see `measureBlock`. Divides the batch. */
  constructor(graph: GraphBuilder, block: number) {
    this.graph = graph;
    this.#block = block;
  }

  convolution(input: Plane, weight: Value, layer: ConvolutionLayer): Plane {
    const blocked = this.#blockedWeight(weight, layer.outChannels, layer.inChannels, layer);
    const value = this.#node('Conv', [input.value, blocked], convolutionAttributes(layer));
    return { ...input, ...convolvedExtent(layer, input), channels: layer.outChannels, value };
  }

  convolutionInputGradient(
    outputGradient: Plane,
    input: Plane,
    weight: Value,
    layer: ConvolutionLayer,
  ): Plane {
    const turned = turnedWeight(this.graph, weight);
    const blocked = this.#blockedWeight(turned, layer.inChannels, layer.outChannels, layer);
    const value = this.#node('Conv', [outputGradient.value, blocked], turnedConvolutionAttributes(layer));
    return planeLike(input, value);
  }

  /**
   * A convolution whose batch are the input channels, whose channels are the batch, whose filter is the output
   * gradient and whose stride is the dilation. Its sum over rows is cut into chunks, each added to the one before.
   */
  convolutionWeightGradient(outputGradient: Plane, input: Plane, layer: ConvolutionLayer): Value {
    const { graph } = this;
    const block = this.#block;
    const { inChannels, outChannels, kernelBins, kernelFrames } = layer;
    const { batch, bins, frames } = outputGradient;
    const inputs = this.#batchBlockedInput(input, layer.padBins);
    const filter = this.#batchBlockedGradient(outputGradient);
    const blocksAtOnce = Math.min(BLOCKS_AT_ONCE, outChannels / block);
    const cachedPositions = CACHED_FLOATS / (block * block * blocksAtOnce);
    const chunkBins = Math.min(bins, Math.max(1, Math.round(cachedPositions / frames)));
    let total: Value | undefined;
    for (let start = 0; start < bins; start += chunkBins) {
      const chunk = Math.min(chunkBins, bins - start);
      const inputBins = chunk + kernelBins - 1;
      const whole = chunk === bins;
      const inputRows = whole ? inputs : graph.slice(inputs, [{ axis: 2, start, end: start + inputBins }]);
      const filterRows = whole ? filter : graph.slice(filter, [{ axis: 2, start, end: start + chunk }]);
      const operands = [
        graph.reshape(inputRows, [inChannels, batch, inputBins, input.frames]),
        graph.reshape(filterRows, [outChannels, batch, chunk, frames]),
      ];
      total = this.#node('Conv', total === undefined ? operands : [...operands, undefined, total], {
        kernel_shape: [chunk, frames],
        strides: [1, layer.dilationFrames],
      });
    }
    const sums = graph.reshape(total!, [inChannels, outChannels / block, kernelBins, kernelFrames, block]);
    return graph.reshape(graph.transpose(sums, [1, 4, 0, 2, 3]), [
      outChannels,
      inChannels,
      kernelBins,
      kernelFrames,
    ]);
  }

  /** In stages, row by row first: the runtime adds numbers up one after the other, which loses digits in a long sum. */
  channelMeans(plane: Plane): Value {
    const { graph } = this;
    const block = this.#block;
    const { batch, channels, bins, frames } = plane;
    const rows = (batch * channels * bins) / block;
    const byRow = this.#node('GlobalAveragePool', [graph.reshape(plane.value, [rows, block, 1, frames])], {});
    const bySample = graph.mean(graph.reshape(byRow, [batch, channels / block, bins, block]), [2]);
    return graph.mean(graph.reshape(bySample, [batch, channels]), [0]);
  }

  /** A depthwise 1 × 1 convolution. */
  affine(plane: Plane, scale: Value, terms: { readonly shift?: Value; readonly addend?: Plane }): Plane {
    const { channels } = plane;
    const weight = this.graph.reshape(scale, [channels, 1, 1, 1]);
    const value = this.#node('Conv', [plane.value, weight, terms.shift, terms.addend?.value], {
      group: channels,
      kernel_shape: [1, 1],
    });
    return planeLike(plane, value);
  }

  poolTime(plane: Plane, kind: PoolKind): Plane {
    const operator = kind === 'max' ? 'MaxPool' : 'AveragePool';
    const value = this.#node(operator, [plane.value], timePoolAttributes(kind));
    return { ...plane, frames: pooledFrames(plane.frames), value };
  }

  unpoolTime(pooled: Plane, frames: number): Plane {
    const { graph } = this;
    const block = this.#block;
    const { batch, channels, bins } = pooled;
    const rows = graph.reshape(pooled.value, [(batch * channels * bins) / block, pooled.frames, block]);
    const indices = graph.integers(coveringFrames(frames));
    const gathered = graph.node('Gather', [rows, indices], { attributes: { axis: 1 } });
    return { ...pooled, frames, value: graph.reshape(gathered, [batch, channels, bins, frames]) };
  }

  poolGlobally(plane: Plane, kind: PoolKind): Plane {
    const value = this.#node(kind === 'max' ? 'GlobalMaxPool' : 'GlobalAveragePool', [plane.value], {});
    return { ...plane, bins: 1, frames: 1, value };
  }

  withPooled(operator: 'Equal' | 'Mul', plane: Plane, pooled: Plane): Value {
    const { graph } = this;
    const block = this.#block;
    const { batch, channels, bins, frames } = plane;
    const combined = graph.node(operator, [
      graph.reshape(plane.value, [batch, channels / block, bins * frames, block]),
      graph.reshape(pooled.value, [batch, channels / block, 1, block]),
    ]);
    return graph.reshape(combined, [batch, channels, bins, frames]);
  }

  #node(
    type: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>>,
  ): Value {
    return this.graph.node(type, trimmed(inputs), { attributes, domain: 'com.microsoft.nchwc' });
  }

  /** Re-orders a weight [out, in, bins, frames] into blocks; fewer input channels than a block are not blocked. */
  #blockedWeight(weight: Value, out: number, input: number, layer: ConvolutionLayer): Value {
    const { graph } = this;
    const block = this.#block;
    const kernel = [layer.kernelBins, layer.kernelFrames];
    const blocks =
      input < block
        ? graph.transpose(graph.reshape(weight, [out / block, block, input, ...kernel]), [0, 2, 3, 4, 1])
        : graph.transpose(
            graph.reshape(weight, [out / block, block, input / block, block, ...kernel]),
            [0, 2, 4, 5, 3, 1],
          );
    return graph.reshape(blocks, [out, input, ...kernel]);
  }

  /** A plane as [channels, batch / b, bins, frames, b of the batch], rows of zeros added at either end. */
  #batchBlockedInput(plane: Plane, padBins: number): Value {
    const { graph } = this;
    const block = this.#block;
    const { batch, channels, frames } = plane;
    const bins = plane.bins + 2 * padBins;
    if (channels < block) {
      const samples = graph.reshape(plane.value, [batch / block, block, channels, plane.bins, frames]);
      const padded = this.#padded(samples, padBins);
      return graph.transpose(padded, [2, 0, 3, 4, 1]);
    }
    const samples = graph.reshape(plane.value, [
      batch / block,
      block,
      channels / block,
      plane.bins,
      frames * block,
    ]);
    const positions = batch * bins * frames;
    const padded = graph.reshape(this.#padded(samples, padBins), [
      batch / block,
      block,
      channels / block,
      bins,
      frames,
      block,
    ]);
    // Whole blocks are moved first, as moving single floats is slow; the runtime's own re-ordering turns them.
    const channelsFirst = graph.transpose(padded, [2, 0, 3, 4, 1, 5]);
    const turned = this.#node(
      'ReorderOutput',
      [graph.reshape(channelsFirst, [channels / block, block, positions, 1])],
      {
        channels: block,
      },
    );
    return graph.reshape(turned, [channels, batch / block, bins, frames, block]);
  }

  /** A gradient as [channels / b, batch / b, bins, frames, b of the batch × b channels]. */
  #batchBlockedGradient(plane: Plane): Value {
    const { graph } = this;
    const block = this.#block;
    const { batch, channels, bins, frames } = plane;
    const blocks = graph.reshape(plane.value, [batch / block, block, channels / block, bins, frames, block]);
    const channelsFirst = graph.transpose(blocks, [2, 0, 3, 4, 1, 5]);
    return graph.reshape(channelsFirst, [channels / block, batch / block, bins, frames, block * block]);
  }

  /** Adds rows of zeros at either end of axis 3 of 5. */
  #padded(value: Value, padBins: number): Value {
    if (padBins === 0) return value;
    const pads = [0, 0, 0, padBins, 0, 0, 0, 0, padBins, 0];
    return this.graph.node('Pad', [value, this.graph.integers(pads)]);
  }
}

/** Leaves out trailing inputs that are not given. */
function trimmed(inputs: readonly (Value | undefined)[]): readonly (Value | undefined)[] {
  return inputs.slice(0, inputs.findLastIndex((input) => input !== undefined) + 1);
}
