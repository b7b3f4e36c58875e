import { alignRecordings, type AlignedSegment, type Anchor } from '../alignment/index.js';
import type { ConstantQConfig } from '../features/index.js';
import type { BestFragments } from './comparison.js';
import { likelyPlaces, type LikelyPlace } from './likely-places.js';
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

/** Searches that may lead to nothing before the rest is given up: two by each way of choosing places. */
const SEARCHES_IN_VAIN = 4;

/** Compares two analysed recordings: embeddings say where to look, the alignment says what is there. */
export function compareAnalyses(
  reference: RecordingAnalysis,
  candidate: RecordingAnalysis,
  { config, floor }: CompareAnalysesOptions,
): Findings {
  const { best, places } = likelyPlaces(reference.embedding.fragments, candidate.embedding.fragments);
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
      ? alignRecordings(reference.plane, candidate.plane, anchors, {
          config,
          searchesInVain: SEARCHES_IN_VAIN,
        }).map((segment) => ({
          ...segment,
          meanCosine: meanCosineAlong(segment, reference.embedding.fragments, candidate.embedding.fragments),
        }))
      : [],
  };
}

function anchorOf({ reference, candidate }: LikelyPlace): Anchor {
  return {
    referenceSeconds: (reference.startSeconds + reference.endSeconds) / 2,
    candidateSeconds: (candidate.startSeconds + candidate.endSeconds) / 2,
  };
}
