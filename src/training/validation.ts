import type { PlaneAlterationRanges } from '../augment/index.js';
import { cosine, type Embedder } from '../embedding/index.js';
import { equalErrorRate, errorCurve } from '../evaluation/index.js';
import { type ConstantQPlane, frameCount } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { alteredStretch, sourceFrames } from './altered-stretch.js';

/** How candidates are altered for choosing weights and threshold: the paper's two test sets, both at once. */
export const VALIDATION_ALTERATION = {
  startJitterFrames: 0,
  tempo: { probability: 1, tempoRatio: { min: 0.85, max: 1.35 } },
  pitch: { probability: 1, shiftSemitones: { min: -4, max: 4 } },
} as const satisfies PlaneAlterationRanges;

/** Fragments start where so many times their length of the recording follows. */
const LONGEST_SOURCE = 1.35;

interface ValidationOptions {
  readonly seed: number;
  /** How candidates are altered; {@link VALIDATION_ALTERATION} unless given. */
  readonly alteration?: PlaneAlterationRanges;
  readonly fragmentsPerRecording: number;
}

/**
 * A quick figure for choosing among weights: every fragment of the given recordings against an altered copy of itself
 * (targets) and of every fragment of other recordings (non-targets), by plain cosine.
 *
 * @param planes - Whole recordings that were not trained on; those shorter than a fragment with its alteration are
 *   left out.
 * @returns `eer` in [0, 1], `missAt1e3` (share of targets below the 0.1 % highest non-targets) and the counts.
 */
export async function validatePlanes(
  embedder: Embedder,
  planes: readonly ConstantQPlane[],
  { seed, fragmentsPerRecording, alteration = VALIDATION_ALTERATION }: ValidationOptions,
): Promise<Record<string, number>> {
  const { fragment, features } = embedder.manifest;
  const frames = frameCount(fragment.seconds, features.constantQ);
  const needed = sourceFrames(frames, LONGEST_SOURCE);
  const originals: Float32Array[] = [];
  const copies: Float32Array[] = [];
  const owners: number[] = [];
  const rng = new Rng(seed).fork('validation');
  for (const [owner, plane] of planes.entries()) {
    if (plane.frames < needed) continue;
    for (let i = 0; i < fragmentsPerRecording; i++) {
      const own = rng.fork(owner).fork(i);
      const start = own.integer(plane.frames - needed + 1);
      const original = plane.slice(start, frames);
      const altered = alteredStretch({ plane, startFrame: start, frames }, alteration, own);
      const [a, b] = await embedder.embed([original, altered]);
      originals.push(a!);
      copies.push(b!);
      owners.push(owner);
    }
  }
  return figures(originals, copies, owners);
}

function figures(
  originals: Float32Array[],
  copies: Float32Array[],
  owners: number[],
): Record<string, number> {
  const scores: number[] = [];
  const labels: number[] = [];
  originals.forEach((original, i) => {
    copies.forEach((copy, j) => {
      if (i !== j && owners[i] === owners[j]) return;
      scores.push(cosine(original, copy));
      labels.push(i === j ? 1 : 0);
    });
  });
  const curve = errorCurve({ scores: Float64Array.from(scores), labels: Uint8Array.from(labels) });
  const nonTargets = scores.filter((_, k) => labels[k] === 0).sort((a, b) => b - a);
  const bar = nonTargets[Math.floor(nonTargets.length / 1000)]!;
  const targets = scores.filter((_, k) => labels[k] === 1);
  return {
    eer: equalErrorRate(curve).eer,
    missAt1e3: targets.filter((score) => score <= bar).length / targets.length,
    targets: targets.length,
    nonTargets: nonTargets.length,
  };
}
