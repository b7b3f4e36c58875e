import { z } from 'zod';

interface CommonSpec {
  /** Constant-Q bins of the input. */
  readonly inputBins: 84;
  /** Numbers in the feature vector (outputs of fc0). */
  readonly featureSize: number;
  /** Outputs of the classifier fc1; absent when there is no classifier. */
  readonly classes?: number | undefined;
}

/** The paper's network, whole or thinned out. */
export interface CqtNetSpec extends CommonSpec {
  readonly kind: 'cqt-net';
  /** Channels relative to the paper's 32…512; each layer is rounded to a multiple of 16, at least 16. */
  readonly width: number;
  /** Halves the frames once more, right after the first convolution. */
  readonly extraTimePool: boolean;
  /** How many of the paper's four pools are kept, counted from the first. */
  readonly timePools: number;
}

/** One convolution of a {@link CqtStackSpec}. */
export interface StackedConvolution {
  /** A multiple of 16. */
  readonly channels: number;
  readonly kernelBins: number;
  readonly kernelFrames: number;
  /** Rows of zeros added below and above; 0 unless given. */
  readonly padBins?: number | undefined;
  /** Whether the frames are halved behind it; the last convolution has the global maximum there instead. */
  readonly timePool?: boolean | undefined;
}

/** A network of the same kind of layers, layer by layer: no pool over frequency, a global maximum, fc0. */
export interface CqtStackSpec extends CommonSpec {
  readonly kind: 'cqt-stack';
  readonly convolutions: readonly StackedConvolution[];
}

/** Which network to build: plain data, as recipes and model manifests hold it. */
export type NetworkSpec = CqtNetSpec | CqtStackSpec;

const INPUT_BINS = 84;

const commonShape = {
  inputBins: z.literal(INPUT_BINS),
  featureSize: z.int().min(1).max(65_536),
  classes: z.int().min(2).max(1_000_000).optional(),
};

/** Validates a {@link NetworkSpec} that came from outside. */
export const networkSpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cqt-net'),
    ...commonShape,
    width: z.number().positive().max(4),
    extraTimePool: z.boolean(),
    timePools: z.int().min(0).max(4),
  }),
  z.strictObject({
    kind: z.literal('cqt-stack'),
    ...commonShape,
    convolutions: z
      .array(
        z.strictObject({
          channels: z.int().min(16).max(4096).multipleOf(16),
          kernelBins: z.int().min(1).max(84),
          kernelFrames: z.int().min(1).max(64),
          padBins: z.int().min(0).max(84).optional(),
          timePool: z.boolean().optional(),
        }),
      )
      .min(2)
      .max(64)
      .refine(leavesBins, 'the kernels are higher than the bins that are left to them')
      .readonly(),
  }),
]) satisfies z.ZodType<NetworkSpec>;

/** Whether every kernel finds as many bins as it is high. */
function leavesBins(convolutions: readonly StackedConvolution[]): boolean {
  let bins = INPUT_BINS;
  return convolutions.every(({ kernelBins, padBins = 0 }) => (bins += 2 * padBins - kernelBins + 1) > 0);
}

/** The network of the paper: full width, four pools, 2048 features. */
export const PAPER_NETWORK: CqtNetSpec = {
  kind: 'cqt-net',
  inputBins: 84,
  width: 1,
  extraTimePool: false,
  timePools: 4,
  featureSize: 2048,
};

/** Bias-free 2-D convolution, stride 1, no padding in time. */
export interface ConvolutionLayer {
  readonly kind: 'convolution';
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Kernel extents in bins and frames. */
  readonly kernelBins: number;
  readonly kernelFrames: number;
  readonly dilationFrames: number;
  /** Rows of zeros added below and above. */
  readonly padBins: number;
}

/** Batch normalisation per channel, with learned scale and shift. */
export interface NormalisationLayer {
  readonly kind: 'normalisation';
  readonly name: string;
  readonly channels: number;
}

/** Maximum over pairs of frames: window and stride (1, 2), one frame of padding at either end. */
export interface TimePoolLayer {
  readonly kind: 'time-pool';
}

/** Maximum over all bins and frames. */
export interface GlobalMaxPoolLayer {
  readonly kind: 'global-max-pool';
}

export interface ReluLayer {
  readonly kind: 'relu';
}

/** Fully connected, with bias. */
export interface LinearLayer {
  readonly kind: 'linear';
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

export type Layer =
  ConvolutionLayer | NormalisationLayer | TimePoolLayer | GlobalMaxPoolLayer | ReluLayer | LinearLayer;
