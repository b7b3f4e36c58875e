/** The sample rate that every part after decoding works at, as in the paper. */
export const WORKING_SAMPLE_RATE_HZ = 22_050;

/** Mono sound. */
export interface Signal {
  /** Shape (n), nominally in [-1, 1]. Never written to. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

/** Length of a signal in seconds. */
export function durationSeconds(signal: Signal): number {
  return signal.samples.length / signal.sampleRateHz;
}
