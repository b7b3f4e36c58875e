import { moments } from '../../numeric/index.js';
import type { CodecGrid, ExcerptAtRates } from './codec-grids.js';

/** What a lossy codec has left in a sound: cut into frames as the codec cut it, much of it is next to nothing. */
export interface CodingTrace {
  /** How much sparser frames are there than when cut elsewhere, see {@link sparsity}. */
  readonly gain: number;
  /** The same in standard deviations of cuts elsewhere. */
  readonly prominence: number;
}

/** Frames that every cut is tried on, and those that the best cuts are. */
const FIRST_FRAMES = 3;
const SECOND_FRAMES = 10;
/** Cuts that are tried again, and as many others to hold them against. */
const FINALISTS = 24;
/** Variance of what rounding to 16 bits adds to each coefficient: holes are never deeper than this. */
const LEAST_POWER = 2 ** -30 / 12;
const SMALL_PRODUCT = 1e-280;

/**
 * Looks for the trace of a codec: cuts the sound into its frames from every place on, and sees where they are sparsest.
 *
 * @returns Undefined where the sound is too short to say.
 * @see Herre & Schug, "Analysis of decompressed audio: the inverse decoder", AES 109th convention, 2000.
 */
export function codingTrace(sound: ExcerptAtRates, grid: CodecGrid): CodingTrace | undefined {
  const { frameSamples, spanSamples, sampleRateHz } = grid;
  // One frame less than fits, as the first may start as late as that.
  const frames = Math.floor((sound.count(sampleRateHz) - spanSamples) / frameSamples);
  if (frames < FIRST_FRAMES + SECOND_FRAMES) return undefined;
  const cut = grid.cutter(sound);
  const meanSparsity = (place: number, some: readonly number[]) =>
    some.reduce((sum, frame) => sum + sparsity(cut(frame * frameSamples + place)), 0) / some.length;
  const all = Array.from({ length: frames }, (_, i) => i);
  const first = spread(all, FIRST_FRAMES);
  const second = spread(
    all.filter((frame) => !first.includes(frame)),
    SECOND_FRAMES,
  );
  const places = Array.from({ length: frameSamples }, (_, place) => place);
  const tried = places.map((place) => meanSparsity(place, first));
  const finalists = places.toSorted((a, b) => tried[b]! - tried[a]!).slice(0, FINALISTS);
  const best = highest(finalists.map((place) => ({ place, value: meanSparsity(place, second) })));
  const others = spread(places, FINALISTS).filter((place) => Math.abs(place - best.place) > 1);
  const { mean, deviation } = moments(others.map((place) => meanSparsity(place, second)));
  const gain = best.value - mean;
  return { gain, prominence: gain / deviation };
}

/**
 * Logarithm of the arithmetic over the geometric mean of the coefficients' powers: 1.27 for noise, more where many are
 * next to nothing.
 */
export function sparsity(coefficients: Float64Array): number {
  let sum = 0;
  let logSum = 0;
  // A logarithm of the product costs less than the sum of logarithms; taken before the product vanishes.
  let product = 1;
  for (const coefficient of coefficients) {
    const power = coefficient * coefficient + LEAST_POWER;
    sum += power;
    product *= power;
    if (product > SMALL_PRODUCT) continue;
    logSum += Math.log(product);
    product = 1;
  }
  const count = coefficients.length;
  return Math.log(sum / count) - (logSum + Math.log(product)) / count;
}

/** So many of the values, evenly spaced. */
function spread(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]!);
}

function highest<T extends { readonly value: number }>(values: readonly T[]): T {
  return values.reduce((best, one) => (one.value > best.value ? one : best));
}
