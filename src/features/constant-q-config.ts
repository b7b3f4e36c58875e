import { DoppeltonError } from '../errors/index.js';

/** Geometry of the transform. */
export interface ConstantQConfig {
  readonly sampleRateHz: number;
  /** Samples between columns, > 0; divisible by 2^(octaves − 1). */
  readonly hopSamples: number;
  /** Centre of bin 0. */
  readonly minFrequencyHz: number;
  /** A whole number of octaves: a multiple of `binsPerOctave`. */
  readonly bins: number;
  readonly binsPerOctave: number;
}

/** Columns of the transform of so many seconds: they are centred, so both ends have one. */
export function frameCount(seconds: number, { sampleRateHz, hopSamples }: ConstantQConfig): number {
  return 1 + Math.floor((seconds * sampleRateHz) / hopSamples);
}

/** The paper's: librosa's defaults at 84 bins, C1 to B7. */
export const PAPER_CONSTANT_Q: ConstantQConfig = {
  sampleRateHz: 22_050,
  hopSamples: 512,
  minFrequencyHz: 32.70319566257483,
  bins: 84,
  binsPerOctave: 12,
};

/** Equivalent noise bandwidth of a Hann window, in bins of its own length. */
const HANN_BANDWIDTH_BINS = 1.50018310546875;

/** Centre frequency of a bin in hertz. */
export function binFrequencyHz(config: ConstantQConfig, bin: number): number {
  return config.minFrequencyHz * 2 ** (bin / config.binsPerOctave);
}

/** Length of a bin's filter at the full sample rate, in samples, not rounded. */
export function filterLengthSamples(config: ConstantQConfig, bin: number): number {
  return (qualityFactor(config.binsPerOctave) * config.sampleRateHz) / binFrequencyHz(config, bin);
}

/** Frequency over bandwidth of every bin; its filter is this many periods long. */
function qualityFactor(binsPerOctave: number): number {
  const squaredStep = 2 ** (2 / binsPerOctave);
  return (squaredStep + 1) / (squaredStep - 1);
}

/** Where the pass band of the highest bin ends, in hertz. */
export function upperEdgeHz(config: ConstantQConfig): number {
  const quality = qualityFactor(config.binsPerOctave);
  return binFrequencyHz(config, config.bins - 1) * (1 + (0.5 * HANN_BANDWIDTH_BINS) / quality);
}

/**
 * Checks a geometry.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` naming the setting, or `CQT_ABOVE_NYQUIST` when the band of the
 *   highest bin reaches half the sample rate.
 */
export function validateConstantQConfig(config: ConstantQConfig): void {
  for (const name of ['sampleRateHz', 'minFrequencyHz'] as const) {
    if (!(config[name] > 0 && Number.isFinite(config[name]))) refuse(name, config[name], 'a number > 0');
  }
  for (const name of ['hopSamples', 'bins', 'binsPerOctave'] as const) {
    if (!(config[name] > 0 && Number.isSafeInteger(config[name])))
      refuse(name, config[name], 'an integer > 0');
  }
  if (config.bins % config.binsPerOctave !== 0) {
    refuse('bins', config.bins, `a multiple of binsPerOctave, ${config.binsPerOctave}`);
  }
  const divisor = 2 ** (config.bins / config.binsPerOctave - 1);
  if (config.hopSamples % divisor !== 0) {
    refuse('hopSamples', config.hopSamples, `divisible by 2^(octaves − 1), ${divisor}`);
  }
  if (upperEdgeHz(config) >= config.sampleRateHz / 2) {
    const edge = upperEdgeHz(config).toFixed(1);
    throw new DoppeltonError(
      'CQT_ABOVE_NYQUIST',
      `The highest of ${config.bins} constant-Q bins reaches ${edge} Hz at ${config.sampleRateHz} samples a second.`,
    );
  }
}

function refuse(name: string, value: number, expected: string): never {
  throw new DoppeltonError('SETTING_OUT_OF_RANGE', `${name} is ${value}; it must be ${expected}.`);
}
