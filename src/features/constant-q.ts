/**
 * Constant-Q magnitudes of a recording or fragment: linear, not dB, row-major; bin b at frame t is
 * `data[b * frames + t]`, bin 0 the lowest pitch.
 */
export interface ConstantQ {
  readonly data: Float32Array;
  readonly bins: number;
  readonly frames: number;
}

/** Geometry of the transform. */
export interface ConstantQConfig {
  readonly sampleRateHz: number;
  /** Samples between columns, > 0; divisible by 2^(octaves − 1). */
  readonly hopSamples: number;
  /** Centre of bin 0. */
  readonly minFrequencyHz: number;
  readonly bins: number;
  readonly binsPerOctave: number;
}

/** The paper's: librosa's defaults at 84 bins, C1 to B7. */
export const PAPER_CONSTANT_Q: ConstantQConfig = {
  sampleRateHz: 22_050,
  hopSamples: 512,
  minFrequencyHz: 32.70319566257483,
  bins: 84,
  binsPerOctave: 12,
};
