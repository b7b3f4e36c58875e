import { DoppeltonError } from '../errors/index.js';
import type { Rng } from '../numeric/index.js';
import type { ConvolutionLayer, CqtNetSpec, Layer, NetworkSpec } from './network-spec.js';
import type { NamedTensor, NamedTensors } from './named-tensors.js';

/** A tensor's place in a network: its name and shape. */
export interface ParameterShape {
  readonly name: string;
  readonly dims: readonly number[];
}

const CHANNEL_MULTIPLE = 16;

/** The ten convolutions of the paper: output channels, kernel (bins, frames), dilation in time, padding in bins. */
const PAPER_CONVOLUTIONS = [
  { channels: 32, kernelBins: 12, dilationFrames: 1, padBins: 6 },
  { channels: 64, kernelBins: 13, dilationFrames: 2, padBins: 0 },
  { channels: 64, kernelBins: 13, dilationFrames: 1, padBins: 0 },
  { channels: 64, kernelBins: 3, dilationFrames: 2, padBins: 0 },
  { channels: 128, kernelBins: 3, dilationFrames: 1, padBins: 0 },
  { channels: 128, kernelBins: 3, dilationFrames: 2, padBins: 0 },
  { channels: 256, kernelBins: 3, dilationFrames: 1, padBins: 0 },
  { channels: 256, kernelBins: 3, dilationFrames: 2, padBins: 0 },
  { channels: 512, kernelBins: 3, dilationFrames: 1, padBins: 0 },
  { channels: 512, kernelBins: 3, dilationFrames: 2, padBins: 0 },
] as const;

/** The paper's pools follow convolutions 1, 3, 5 and 7. */
const POOLED_CONVOLUTIONS = [1, 3, 5, 7];

/**
 * CQT-Net as a chain of layers: ten times convolution, normalisation and ReLU, pools along time only, global
 * maximum, fc0 to the feature vector and, where the spec has classes, fc1.
 *
 * ReLU stands behind the pools here, the paper has it before them: both keep order, so the result is the same, and
 * half as many numbers pass through it.
 *
 * @see Yu, Xu, Chen & Yang, "Learning a representation for cover song identification using convolutional neural
 *   network", ICASSP 2020.
 */
export function cqtNetLayers(spec: NetworkSpec): Layer[] {
  const plans = convolutionPlans(spec);
  const layers: Layer[] = [];
  let inChannels = 1;
  for (const [index, { timePool, ...plan }] of plans.entries()) {
    const { channels: outChannels } = plan;
    layers.push(
      {
        kind: 'convolution',
        name: `conv${index}`,
        inChannels,
        outChannels,
        kernelBins: plan.kernelBins,
        kernelFrames: plan.kernelFrames,
        dilationFrames: plan.dilationFrames,
        padBins: plan.padBins,
      },
      { kind: 'normalisation', name: `norm${index}`, channels: outChannels },
    );
    if (index === plans.length - 1) layers.push({ kind: 'global-max-pool' });
    else if (timePool) layers.push({ kind: 'time-pool' });
    layers.push({ kind: 'relu' });
    inChannels = outChannels;
  }
  layers.push({ kind: 'linear', name: 'fc0', inputs: inChannels, outputs: spec.featureSize });
  if (spec.classes !== undefined) {
    layers.push({ kind: 'linear', name: 'fc1', inputs: spec.featureSize, outputs: spec.classes });
  }
  return layers;
}

/** A convolution before its input channels are known. */
interface ConvolutionPlan extends Omit<ConvolutionLayer, 'kind' | 'name' | 'inChannels' | 'outChannels'> {
  readonly channels: number;
  readonly timePool: boolean;
}

function convolutionPlans(spec: NetworkSpec): ConvolutionPlan[] {
  if (spec.kind === 'cqt-stack') {
    return spec.convolutions.map(({ padBins = 0, timePool = false, ...convolution }) => ({
      ...convolution,
      padBins,
      timePool,
      dilationFrames: 1,
    }));
  }
  return PAPER_CONVOLUTIONS.map((convolution, index) => ({
    ...convolution,
    channels: scaledChannels(convolution.channels, spec.width),
    kernelFrames: 3,
    timePool: isPooled(spec, index),
  }));
}

/** Channels of the last convolution: the inputs of fc0. */
export function finalChannels(spec: NetworkSpec): number {
  return convolutionPlans(spec).at(-1)!.channels;
}

/** Which input frames the columns before the global maximum look at: column j at [first + stride · j, … + span). */
export interface ColumnGeometry {
  /** Of column 0; at most 0, as pools look beyond the start. */
  readonly firstFrame: number;
  readonly strideFrames: number;
  readonly spanFrames: number;
}

export function columnGeometry(spec: NetworkSpec): ColumnGeometry {
  let [firstFrame, strideFrames, spanFrames] = [0, 1, 1];
  for (const layer of cqtNetLayers(spec)) {
    if (layer.kind === 'convolution') spanFrames += framesLost(layer) * strideFrames;
    if (layer.kind !== 'time-pool') continue;
    firstFrame -= strideFrames;
    spanFrames += strideFrames;
    strideFrames *= 2;
  }
  return { firstFrame, strideFrames, spanFrames };
}

/** Frames that the input must have at least, so that one frame is left for the global maximum. */
export function minimumFrames(spec: NetworkSpec): number {
  return cqtNetLayers(spec).reduceRight((frames, layer) => {
    if (layer.kind === 'convolution') return frames + framesLost(layer);
    // A pool makes floor(n / 2) + 1 frames of n.
    return layer.kind === 'time-pool' ? Math.max(1, 2 * (frames - 1)) : frames;
  }, 1);
}

/** @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the network cannot take so few frames. */
export function requireFrames(spec: NetworkSpec, frames: number): void {
  const minimum = minimumFrames(spec);
  if (Number.isInteger(frames) && frames >= minimum) return;
  throw new DoppeltonError(
    'SETTING_OUT_OF_RANGE',
    `This network takes fragments of at least ${minimum} whole frames, not ${frames}`,
  );
}

/** Bins and frames that a convolution makes of its input's. */
export function convolvedExtent(
  layer: ConvolutionLayer,
  input: { readonly bins: number; readonly frames: number },
): { bins: number; frames: number } {
  return {
    bins: input.bins + 2 * layer.padBins - layer.kernelBins + 1,
    frames: input.frames - framesLost(layer),
  };
}

/** Frames that the pool makes of its input's. */
export function pooledFrames(frames: number): number {
  return Math.floor(frames / 2) + 1;
}

/** Shapes of all that a network's weights file holds: learned parameters and running statistics, in layer order. */
export function parameterShapes(spec: NetworkSpec): ParameterShape[] {
  return cqtNetLayers(spec).flatMap((layer): ParameterShape[] => {
    switch (layer.kind) {
      case 'convolution':
        return [
          {
            name: `${layer.name}.weight`,
            dims: [layer.outChannels, layer.inChannels, layer.kernelBins, layer.kernelFrames],
          },
        ];
      case 'normalisation':
        return ['weight', 'bias', 'mean', 'variance'].map((part) => ({
          name: `${layer.name}.${part}`,
          dims: [layer.channels],
        }));
      case 'linear':
        return [
          { name: `${layer.name}.weight`, dims: [layer.outputs, layer.inputs] },
          { name: `${layer.name}.bias`, dims: [layer.outputs] },
        ];
      case 'time-pool':
      case 'global-max-pool':
      case 'relu':
        return [];
    }
  });
}

/** Whether a tensor is a running statistic, which training tracks but no optimiser touches. */
export function isRunningStatistic(name: string): boolean {
  return name.endsWith('.mean') || name.endsWith('.variance');
}

/**
 * Random parameters to start training from: convolutions uniform in ±sqrt(6 / fan-in) (He et al., 2015), fully
 * connected layers uniform in ±1 / sqrt(fan-in), normalisation the identity.
 *
 * @param rng - Each tensor draws from a fork named for it, so variants of a network share what they have in common.
 */
export function initialParameters(spec: NetworkSpec, rng: Rng): NamedTensors {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, dims } of parameterShapes(spec)) {
    tensors.set(name, { dims, data: initialValues(name, dims, rng.fork(name)) });
  }
  return tensors;
}

/** Floating-point operations (2 per multiply-add) of the convolutions for one forward pass of one fragment. */
export function forwardFlops(spec: NetworkSpec, frames: number): number {
  requireFrames(spec, frames);
  let extent: { bins: number; frames: number } = { bins: spec.inputBins, frames };
  let flops = 0;
  for (const layer of cqtNetLayers(spec)) {
    if (layer.kind === 'time-pool') extent = { ...extent, frames: pooledFrames(extent.frames) };
    if (layer.kind !== 'convolution') continue;
    extent = convolvedExtent(layer, extent);
    const taps = layer.inChannels * layer.kernelBins * layer.kernelFrames;
    flops += 2 * taps * layer.outChannels * extent.bins * extent.frames;
  }
  return flops;
}

function initialValues(name: string, dims: readonly number[], rng: Rng): Float32Array<ArrayBuffer> {
  const size = dims.reduce((product, dim) => product * dim, 1);
  const fanIn = size / dims[0]!;
  if (name.startsWith('norm')) {
    return new Float32Array(size).fill(name.endsWith('.weight') || name.endsWith('.variance') ? 1 : 0);
  }
  if (name.endsWith('.bias')) return new Float32Array(size);
  const limit = Math.sqrt((name.startsWith('conv') ? 6 : 1) / fanIn);
  return new Float32Array(size).map(() => rng.uniform(-limit, limit));
}

function scaledChannels(paperChannels: number, width: number): number {
  return Math.max(1, Math.round((paperChannels * width) / CHANNEL_MULTIPLE)) * CHANNEL_MULTIPLE;
}

function isPooled(spec: CqtNetSpec, convolution: number): boolean {
  if (convolution === 0) return spec.extraTimePool;
  return POOLED_CONVOLUTIONS.slice(0, spec.timePools).includes(convolution);
}

function framesLost(layer: ConvolutionLayer): number {
  return (layer.kernelFrames - 1) * layer.dilationFrames;
}
