import type { ConstantQPlane } from '../corpus/index.js';
import type { Embedder, FragmentEmbedding, ModelManifest, RecordingEmbedding } from '../embedding/index.js';
import { equalErrorRate, errorCurve, errorRatesAt } from '../evaluation/index.js';
import { Rng } from '../numeric/index.js';
import { columns, type ConstantQ } from '../features/index.js';
import { findBestFragments } from '../verification/index.js';
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
  const { sampleRateHz, hopSamples } = features.constantQ;
  return Math.round((candidateSeconds(fragment) * sampleRateHz) / hopSamples);
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
  const { sampleRateHz, hopSamples } = embedder.manifest.features.constantQ;
  const framesPerSecond = sampleRateHz / hopSamples;
  const frames = candidateFrames(embedder.manifest);
  const needed = thresholdFrames(embedder.manifest);
  const rng = new Rng(options.seed).fork('threshold');

  const references: RecordingEmbedding[] = [];
  const candidates: { owner: number; embedding: RecordingEmbedding }[] = [];
  for (const [owner, plane] of planes.entries()) {
    references.push(await embedPlane(embedder, plane, framesPerSecond));
    if (plane.frames >= needed) {
      const own = rng.fork(owner);
      const stretch = { plane, startFrame: own.integer(plane.frames - needed + 1), frames };
      const altered = alteredStretch(stretch, VALIDATION_ALTERATION, own);
      candidates.push({ owner, embedding: await embedPlane(embedder, sliced(altered), framesPerSecond) });
    }
    options.onProgress?.(1);
  }

  const scores: number[] = [];
  const labels: number[] = [];
  references.forEach((reference, i) => {
    for (const { owner, embedding } of candidates) {
      scores.push(findBestFragments(reference, embedding).score);
      labels.push(owner === i ? 1 : 0);
    }
  });
  const trials = { scores: Float64Array.from(scores), labels: Uint8Array.from(labels) };
  const curve = errorCurve(trials);
  const { threshold } = equalErrorRate(curve);
  return {
    threshold,
    ...errorRatesAt(curve, threshold),
    targets: candidates.length,
    nonTargets: labels.length - candidates.length,
  };
}

type SliceablePlane = Pick<ConstantQPlane, 'frames' | 'slice'>;

function sliced(plane: ConstantQ): SliceablePlane {
  return { frames: plane.frames, slice: (start, count) => columns(plane, start, start + count) };
}

/** The fragments of a plane as a comparison cuts them. */
async function embedPlane(
  embedder: Embedder,
  plane: SliceablePlane,
  framesPerSecond: number,
): Promise<RecordingEmbedding> {
  const { seconds, hopSeconds } = embedder.manifest.fragment;
  const frames = Math.min(plane.frames, 1 + Math.floor(seconds * framesPerSecond));
  const hop = Math.max(1, Math.round(hopSeconds * framesPerSecond));
  const fragments: FragmentEmbedding[] = [];
  for (let start = 0; start + frames <= plane.frames; start += hop) {
    const [vector] = await embedder.embed([plane.slice(start, frames)]);
    fragments.push({
      startSeconds: start / framesPerSecond,
      endSeconds: (start + frames - 1) / framesPerSecond,
      vector: vector!,
    });
  }
  return { durationSeconds: plane.frames / framesPerSecond, fragments };
}
