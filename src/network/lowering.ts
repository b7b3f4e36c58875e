import type { GraphBuilder, Value } from './graph-builder.js';
import type { ConvolutionLayer } from './network-spec.js';

/**
 * A batch of feature maps in a graph. The value has the ONNX shape [batch, channels, bins, frames]; how the numbers
 * are laid out within it is the lowering's affair. A plane of one bin and one frame is plain [batch, channels].
 */
export interface Plane {
  readonly value: Value;
  readonly batch: number;
  readonly channels: number;
  readonly bins: number;
  readonly frames: number;
}

/** The ways of turning layers into operators. */
export type LoweringName = 'portable' | 'blocked';

/** The one or other way of gathering numbers in a window. */
export type PoolKind = 'max' | 'average';

/**
 * What layers are made of, as operators of a runtime. Element by element, planes of one shape may also be combined
 * directly by the {@link GraphBuilder}: all planes of a lowering share one layout.
 */
export interface Lowering {
  readonly graph: GraphBuilder;

  /** @param weight - Shape [outChannels, inChannels, kernelBins, kernelFrames]. */
  convolution(input: Plane, weight: Value, layer: ConvolutionLayer): Plane;

  /** Gradient of a convolution by its input, of which `input` gives the shape. */
  convolutionInputGradient(
    outputGradient: Plane,
    input: Plane,
    weight: Value,
    layer: ConvolutionLayer,
  ): Plane;

  /** Gradient of a convolution by its weight, shape [outChannels, inChannels, kernelBins, kernelFrames]. */
  convolutionWeightGradient(outputGradient: Plane, input: Plane, layer: ConvolutionLayer): Value;

  /** Mean of each channel over batch, bins and frames, shape [channels]. */
  channelMeans(plane: Plane): Value;

  /** scale · plane (+ shift) (+ addend), with scale and shift of shape [channels]. */
  affine(plane: Plane, scale: Value, terms: { readonly shift?: Value; readonly addend?: Plane }): Plane;

  /** Pools pairs of frames: frame j of the output covers 2j − 1 and 2j; the average counts missing frames as 0. */
  poolTime(plane: Plane, kind: PoolKind): Plane;

  /** Lays each frame of a pooled plane under the frames that it covers, of which there are `frames` in all. */
  unpoolTime(pooled: Plane, frames: number): Plane;

  /** Pools all bins and frames into one number per channel. */
  poolGlobally(plane: Plane, kind: PoolKind): Plane;

  /** Combines every number of a plane with the one number that a globally pooled plane has for its channel. */
  withPooled(operator: 'Equal' | 'Mul', plane: Plane, pooled: Plane): Value;
}

/** The same extents around another value. */
export function planeLike(plane: Plane, value: Value): Plane {
  return { ...plane, value };
}
