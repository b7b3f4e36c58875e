import { alignRecordings, type AlignedSegment, type Anchor } from '../alignment/index.js';
import { direction, type FragmentEmbedding } from '../embedding/index.js';
import type { ConstantQConfig } from '../features/index.js';
import type { BestFragments } from './comparison.js';
import { meanCosineAlong } from './mean-cosine.js';
import type { RecordingAnalysis } from './recording-analysis.js';

/** What two analyses have in common, before it is weighed. */
export interface Findings {
  /** Highest cosine over all pairs of fragments, in [−1, 1]. */
  readonly cosine: number;
  readonly bestFragments: BestFragments;
  /** In order of the candidate's time. The best one is there however weak it is; empty where no cosine reaches the floor. */
  readonly segments: readonly FoundSegment[];
}

/** A segment, and what the vectors say of it. */
export interface FoundSegment extends AlignedSegment {
  /**
   * Mean cosine of the fragments that meet along the segment, in [−1, 1]. One pair of fragments among many is alike by
   * chance; of those along a line that the vectors did not choose, hardly any is.
   */
  readonly meanCosine: number;
}

export interface CompareAnalysesOptions {
  readonly config: ConstantQConfig;
  /** Fragments less alike say nothing about where to align. */
  readonly floor: CosineFloor;
}

/** How alike fragments must be for an alignment to be tried; more so among many, where chance finds more alike ones. */
export interface CosineFloor {
  /** For one pair of fragments. */
  readonly single: number;
  /** Added for each time that there are e times as many pairs. */
  readonly rise: number;
  /** Never more than this. */
  readonly highest: number;
}

/** Where no evidence model says how alike fragments must be: about 4 % of the non-targets of the validation split are. */
export const DEFAULT_FLOOR: CosineFloor = { single: 0.35, rise: 0.03, highest: 0.6 };

/** The floor for a number of pairs of fragments. */
export function floorFor({ single, rise, highest }: CosineFloor, pairs: number): number {
  return Math.min(highest, single + rise * Math.log(pairs));
}

/** Places in the reference that are looked at for each fragment of the candidate. */
const PLACES_PER_FRAGMENT = 2;

/** Compares two analysed recordings: embeddings say where to look, the alignment says what is there. */
export function compareAnalyses(
  reference: RecordingAnalysis,
  candidate: RecordingAnalysis,
  { config, floor }: CompareAnalysesOptions,
): Findings {
  const places = likelyPlaces(reference.embedding.fragments, candidate.embedding.fragments);
  const best = places[0]!;
  const minimumCosine = floorFor(
    floor,
    reference.embedding.fragments.length * candidate.embedding.fragments.length,
  );
  const bestFragments: BestFragments = {
    referenceStartSeconds: best.reference.startSeconds,
    referenceEndSeconds: best.reference.endSeconds,
    candidateStartSeconds: best.candidate.startSeconds,
    candidateEndSeconds: best.candidate.endSeconds,
  };
  const wasAligned = best.cosine >= minimumCosine;
  const anchors = places.filter(({ cosine }) => cosine >= minimumCosine).map(anchorOf);
  return {
    cosine: best.cosine,
    bestFragments,
    segments: wasAligned
      ? alignRecordings(reference.plane, candidate.plane, anchors, { config }).map((segment) => ({
          ...segment,
          meanCosine: meanCosineAlong(segment, reference.embedding.fragments, candidate.embedding.fragments),
        }))
      : [],
  };
}

/** A pair of fragments that are alike. */
interface LikelyPlace {
  readonly cosine: number;
  readonly reference: FragmentEmbedding;
  readonly candidate: FragmentEmbedding;
}

/** For each fragment of the candidate the fragments of the reference most like it; all sorted, most alike first. */
function likelyPlaces(
  references: readonly FragmentEmbedding[],
  candidates: readonly FragmentEmbedding[],
): LikelyPlace[] {
  const directions = directionsOf(references);
  const size = references[0]!.vector.length;
  const own = directionsOf(candidates);
  const places = candidates.flatMap((candidate, i) => {
    const cosines = cosinesWith(directions, own.subarray(i * size, (i + 1) * size));
    return highest(cosines, PLACES_PER_FRAGMENT).map((index) => ({
      cosine: cosines[index]!,
      reference: references[index]!,
      candidate,
    }));
  });
  return places.sort((a, b) => b.cosine - a.cosine);
}

const knownDirections = new WeakMap<readonly FragmentEmbedding[], Float32Array>();

/** Vectors at length 1, one behind the other; kept, as a recording is often held against many. */
function directionsOf(fragments: readonly FragmentEmbedding[]): Float32Array {
  const known = knownDirections.get(fragments);
  if (known !== undefined) return known;
  const size = fragments[0]!.vector.length;
  const directions = new Float32Array(fragments.length * size);
  fragments.forEach(({ vector }, i) => {
    directions.set(direction(vector), i * size);
  });
  knownDirections.set(fragments, directions);
  return directions;
}

function cosinesWith(directions: Float32Array, candidate: Float32Array): Float64Array {
  const size = candidate.length;
  const cosines = new Float64Array(directions.length / size);
  for (let row = 0; row < cosines.length; row++) {
    const at = row * size;
    // Two sums, so that they do not wait for one another.
    let [even, odd] = [0, 0];
    let i = 0;
    for (; i + 1 < size; i += 2) {
      even += directions[at + i]! * candidate[i]!;
      odd += directions[at + i + 1]! * candidate[i + 1]!;
    }
    if (i < size) even += directions[at + i]! * candidate[i]!;
    cosines[row] = Math.min(1, Math.max(-1, even + odd));
  }
  return cosines;
}

/** Indices of the highest values, highest first. */
function highest(values: Float64Array, count: number): number[] {
  const best: number[] = [];
  values.forEach((value, index) => {
    if (best.length === count && value <= values[best[count - 1]!]!) return;
    const place = best.findIndex((other) => values[other]! < value);
    best.splice(place < 0 ? best.length : place, 0, index);
    if (best.length > count) best.pop();
  });
  return best;
}

function anchorOf({ reference, candidate }: LikelyPlace): Anchor {
  return {
    referenceSeconds: (reference.startSeconds + reference.endSeconds) / 2,
    candidateSeconds: (candidate.startSeconds + candidate.endSeconds) / 2,
  };
}
