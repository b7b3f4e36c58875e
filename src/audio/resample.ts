import { DoppeltonError } from '../errors/index.js';
import { FftFilter } from './fft-filter.js';
import { kaiserTaps, type KaiserSinc } from './kaiser-sinc.js';
import type { Signal } from './signal.js';

/** Output samples per chunk: 1.5 s at 22,050 Hz. */
const CHUNK_SAMPLES = 32_768;
/** The filter of the decoders' resampling: its length at the lower of the two rates, its −6 dB there, and its window. */
const SPAN_SAMPLES = 128;
const CUTOFF = 0.945;
const BETA = 11;
/** Window of the filter that interpolates after it, and its stop band: so far down that it adds nothing to the first. */
const INTERPOLATION_BETA = 14;
const STOP_BAND_DB = 136;
/** Positions between two input samples that filters are kept for; others are moved to the one before. */
const MOST_PHASES = 1024;
/** Rates that files are recorded at lie far inside. */
const HIGHEST_RATE_HZ = 768_000;

/**
 * A signal at another sample rate: flat within 0.01 dB to 0.88 of the lower Nyquist frequency, nothing above −100 dB
 * folded back. Output sample i is the input at i · inputRate / outputRate: no delay.
 *
 * @param signal - Shape (n). Not modified.
 * @param outputRateHz - An integer > 0.
 * @returns Chunks of any length > 0, ceil(n · outputRate / inputRate) samples in all.
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for a rate that is none.
 * @see J. O. Smith, "Digital audio resampling home page", https://ccrma.stanford.edu/~jos/resample/
 */
export function* resampleChunks(
  { samples, sampleRateHz }: Signal,
  outputRateHz: number,
): Generator<Float32Array> {
  for (const rate of [sampleRateHz, outputRateHz]) {
    if (Number.isInteger(rate) && rate > 0 && rate <= HIGHEST_RATE_HZ) continue;
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `${rate} is no sample rate in hertz`);
  }
  const length = Math.ceil((samples.length * outputRateHz) / sampleRateHz);
  if (sampleRateHz === outputRateHz) {
    for (let at = 0; at < length; at += CHUNK_SAMPLES) yield samples.slice(at, at + CHUNK_SAMPLES);
    return;
  }
  const resampler = new Resampler(samples, sampleRateHz, outputRateHz);
  for (let at = 0; at < length; at += CHUNK_SAMPLES) {
    yield resampler.stretch(at, Math.min(length, at + CHUNK_SAMPLES));
  }
}

/**
 * Goes down in two steps: a long filter by Fourier transform at the input's rate, then a short one that interpolates
 * what is left, which needs few taps as the input's rate leaves room. Goes up, or down by a little, in one.
 */
class Resampler {
  readonly #samples: Float32Array;
  /** Input samples per output sample, as a fraction in lowest terms. */
  readonly #step: { readonly numerator: number; readonly denominator: number };
  readonly #lowPass: FftFilter | undefined;
  readonly #interpolation: Interpolation;

  constructor(samples: Float32Array, inputRateHz: number, outputRateHz: number) {
    const common = greatestCommonDivisor(inputRateHz, outputRateHz);
    this.#samples = samples;
    this.#step = { numerator: inputRateHz / common, denominator: outputRateHz / common };
    const cutoff = Math.min(1, (CUTOFF * outputRateHz) / inputRateHz);
    const whole: KaiserSinc = { cutoff, spanSamples: 2 * Math.ceil(SPAN_SAMPLES / cutoff / 2), beta: BETA };
    const roomRadians = (2 * Math.PI * (inputRateHz - outputRateHz)) / inputRateHz;
    const spanSamples = Math.ceil((STOP_BAND_DB - 8) / (2.285 * roomRadians));
    const inTwoSteps = spanSamples > 0 && spanSamples < whole.spanSamples / 2;
    const reach = Math.floor(whole.spanSamples / 2);
    this.#lowPass = inTwoSteps ? new FftFilter(kaiserTaps(whole, -reach, 2 * reach + 1)) : undefined;
    this.#interpolation = interpolation(
      inTwoSteps ? { cutoff: 1, spanSamples, beta: INTERPOLATION_BETA } : whole,
      this.#step.denominator,
    );
  }

  /** Output samples from `start` to before `end`. */
  stretch(start: number, end: number): Float32Array {
    const { numerator, denominator } = this.#step;
    const { taps, phases, coefficients } = this.#interpolation;
    const before = taps / 2 - 1;
    const first = Math.floor((start * numerator) / denominator) - before;
    const last = Math.floor(((end - 1) * numerator) / denominator) + taps / 2;
    const input = this.#input(first, last + 1);
    const output = new Float32Array(end - start);
    for (let i = 0; i < output.length; i++) {
      const position = (start + i) * numerator;
      const whole = Math.floor(position / denominator);
      const phase = Math.floor(((position - whole * denominator) * phases) / denominator);
      output[i] = product(input, whole - before - first, coefficients, phase * taps, taps);
    }
    return output;
  }

  /** What is interpolated, from one input position to before another. */
  #input(start: number, end: number): Float32Array {
    if (this.#lowPass === undefined) return mirrored(this.#samples, start, end);
    const reach = this.#lowPass.reachSamples;
    return this.#lowPass.apply(mirrored(this.#samples, start - reach, end + reach));
  }
}

/** Filters for positions between two samples. */
interface Interpolation {
  /** Per filter, even. Tap k weighs the sample at whole position + k + 1 − taps / 2. */
  readonly taps: number;
  readonly phases: number;
  /** Shape (phases, taps). */
  readonly coefficients: Float32Array;
}

function interpolation(filter: KaiserSinc, denominator: number): Interpolation {
  const taps = 4 * Math.ceil(filter.spanSamples / 4);
  const phases = Math.min(denominator, MOST_PHASES);
  const coefficients = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    coefficients.set(kaiserTaps(filter, 1 - taps / 2 - phase / phases, taps), phase * taps);
  }
  return { taps, phases, coefficients };
}

/** Sum of products, in four sums for the processor to overlap; `count` is divisible by 4. */
function product(a: Float32Array, aStart: number, b: Float32Array, bStart: number, count: number): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let i = aStart, j = bStart, end = aStart + count; i < end; i += 4, j += 4) {
    sum0 += a[i]! * b[j]!;
    sum1 += a[i + 1]! * b[j + 1]!;
    sum2 += a[i + 2]! * b[j + 2]!;
    sum3 += a[i + 3]! * b[j + 3]!;
  }
  return sum0 + sum1 + (sum2 + sum3);
}

/** A stretch of a signal, which is mirrored at its ends so that it neither begins nor ends with a step. */
function mirrored(samples: Float32Array, start: number, end: number): Float32Array {
  if (start >= 0 && end <= samples.length) return samples.subarray(start, end);
  const last = samples.length - 1;
  return Float32Array.from({ length: end - start }, (_, i) => {
    const at = start + i;
    if (at < 0) return samples[Math.min(last, -at)]!;
    return at <= last ? samples[at]! : samples[Math.max(0, 2 * last + 1 - at)]!;
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
