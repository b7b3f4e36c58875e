import { moments } from '../../numeric/index.js';
import type { CodecGrid, ExcerptAtRates } from './codec-grids.js';

/** What a lossy codec has left in a sound: cut into frames as the codec cut it, much of it is next to nothing. */
export interface CodingTrace {
  /** How much sparser frames are there than when cut elsewhere, see `sparsity`. */
  readonly gain: number;
  /** The same in standard deviations of cuts elsewhere. */
  readonly prominence: number;
}

/** Frames that every cut is tried on, and those that the best cuts are. */
const FIRST_FRAMES = 3;
const SECOND_FRAMES = 10;
/** Cuts that are tried again, and as many others to hold them against. */
const FINALISTS = 24;

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
  const sparsities = grid.sparsities(sound);
  const all = Array.from({ length: frames }, (_, i) => i);
  const first = spread(all, FIRST_FRAMES);
  const second = spread(
    all.filter((frame) => !first.includes(frame)),
    SECOND_FRAMES,
  );
  /** Means over some frames, cut from so many places on. */
  const meanSparsities = (place: number, count: number, some: readonly number[]) => {
    const sums = new Float64Array(count);
    const each = new Float64Array(count);
    for (const frame of some) {
      sparsities(frame * frameSamples + place, each);
      for (let i = 0; i < count; i++) sums[i]! += each[i]!;
    }
    return sums.map((sum) => sum / some.length);
  };
  const again = (place: number) => meanSparsities(place, 1, second)[0]!;
  const tried = meanSparsities(0, frameSamples, first);
  const places = Array.from(tried.keys());
  const finalists = places.toSorted((a, b) => tried[b]! - tried[a]!).slice(0, FINALISTS);
  const best = highest(finalists.map((place) => ({ place, value: again(place) })));
  const others = spread(places, FINALISTS).filter((place) => Math.abs(place - best.place) > 1);
  const { mean, deviation } = moments(others.map(again));
  const gain = best.value - mean;
  return { gain, prominence: gain / deviation };
}

/** So many of the values, evenly spaced. */
function spread(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]!);
}

function highest<T extends { readonly value: number }>(values: readonly T[]): T {
  return values.reduce((best, one) => (one.value > best.value ? one : best));
}
