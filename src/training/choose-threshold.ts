import {
  cutPlane,
  direction,
  directionCosine,
  type Embedder,
  type ModelManifest,
} from '../embedding/index.js';
import { equalErrorRate, errorCurve, errorRatesAt } from '../evaluation/index.js';
import { Rng } from '../numeric/index.js';
import { type ConstantQPlane, frameCount, type ConstantQ } from '../features/index.js';
import { alteredStretch, sourceFrames } from './altered-stretch.js';
import { VALIDATION_ALTERATION } from './validation.js';

interface ThresholdOptions {
  readonly seed: number;
  readonly onProgress?: (recordings: number) => void;
}

/** Candidates are this many fragments long. */
const CANDIDATE_FRAGMENTS = 1.5;

/** Length of the altered excerpts that a threshold is chosen with. */
export function candidateSeconds(fragment: ModelManifest['fragment']): number {
  return CANDIDATE_FRAGMENTS * fragment.seconds;
}

/** Frames that a recording needs to give an altered excerpt, whatever the tempo drawn. */
export function thresholdFrames({ features, fragment }: ThresholdGeometry): number {
  return sourceFrames(candidateFrames({ features, fragment }), VALIDATION_ALTERATION.tempo.tempoRatio.max);
}

type ThresholdGeometry = Pick<ModelManifest, 'features' | 'fragment'>;

function candidateFrames({ features, fragment }: ThresholdGeometry): number {
  return frameCount(candidateSeconds(fragment), features.constantQ);
}

/** A decision threshold and the trials that it rests on. */
export interface ChosenThreshold {
  readonly threshold: number;
  readonly far: number;
  readonly frr: number;
  readonly targets: number;
  readonly nonTargets: number;
}

/**
 * The threshold of equal error rates for the decision that a comparison of recordings takes: the best pair of
 * fragments of a whole reference and of an altered excerpt, for every pair of the given recordings.
 *
 * @param planes - Whole recordings of the validation split; those shorter than a candidate with its alteration serve
 *   as references only.
 */
export async function chooseThreshold(
  embedder: Embedder,
  planes: readonly ConstantQPlane[],
  options: ThresholdOptions,
): Promise<ChosenThreshold> {
  const { manifest } = embedder;
  const frames = candidateFrames(manifest);
  const needed = thresholdFrames(manifest);
  const shortest = frameCount(manifest.fragment.minimumSeconds, manifest.features.constantQ);
  const rng = new Rng(options.seed).fork('threshold');

  const references: { owner: number; directions: Float64Array[] }[] = [];
  const candidates: typeof references = [];
  for (const [owner, plane] of planes.entries()) {
    if (plane.frames >= shortest) {
      references.push({ owner, directions: await embedPlane(embedder, plane.whole()) });
    }
    if (plane.frames >= needed) {
      const own = rng.fork(owner);
      const stretch = { plane, startFrame: own.integer(plane.frames - needed + 1), frames };
      const altered = alteredStretch(stretch, VALIDATION_ALTERATION, own);
      candidates.push({ owner, directions: await embedPlane(embedder, altered) });
    }
    options.onProgress?.(1);
  }

  const scores: number[] = [];
  const labels: number[] = [];
  for (const reference of references) {
    for (const candidate of candidates) {
      const score = bestCosine(reference.directions, candidate.directions);
      // Silence gives no fragment, and a pair without one no score.
      if (score === -Infinity) continue;
      scores.push(score);
      labels.push(reference.owner === candidate.owner ? 1 : 0);
    }
  }
  const trials = { scores: Float64Array.from(scores), labels: Uint8Array.from(labels) };
  const curve = errorCurve(trials);
  const { threshold } = equalErrorRate(curve);
  return {
    threshold,
    ...errorRatesAt(curve, threshold),
    targets: curve.targets,
    nonTargets: curve.nonTargets,
  };
}

/** The directions of a plane's fragments, cut as a comparison cuts them. */
async function embedPlane(embedder: Embedder, plane: ConstantQ): Promise<Float64Array[]> {
  return (await embedder.embed(cutPlane(plane, embedder.manifest))).map(direction);
}

function bestCosine(reference: readonly Float64Array[], candidate: readonly Float64Array[]): number {
  return Math.max(...reference.flatMap((a) => candidate.map((b) => directionCosine(a, b))));
}
