import { resolve } from 'node:path';
import { commonParts, missingSound } from '../../../detection/index.js';
import type { Embedder } from '../../../embedding/index.js';
import {
  foreignRecordingOf,
  RENDITION_ALTERATIONS,
  type RenditionStretch,
} from '../../../evaluation/index.js';
import type { ConstantQ } from '../../../features/index.js';
import {
  analysePlane,
  compareAnalyses,
  provenSegments,
  weighFindings,
  type EvidenceModel,
  type RecordingAnalysis,
} from '../../../verification/index.js';
import type { RenderSource } from '../rendering/fragment-renderer.js';
import { RenderingPool } from '../rendering/rendering-pool.js';
import type { RenditionTrial } from './rendition-trial.js';
import type { SurveyProgress } from './trial-survey.js';

/** What measuring needs. */
export interface RenditionPorts {
  readonly embedder: Embedder;
  /** Decides what runs together. */
  readonly evidence: EvidenceModel;
  readonly cacheFolder: string;
  /** Threads that render, >= 1. */
  readonly threads: number;
  readonly onProgress?: SurveyProgress;
}

/**
 * Renders and compares all stretches of a plan as recordings are compared, and measures what is missing where they match.
 *
 * @param sources - Where each recording lies, by id.
 * @returns In the plan's order.
 * @throws DoppeltonError What rendering and embedding throw.
 */
export async function measureRenditionTrials(
  { embedder, evidence, cacheFolder, threads, onProgress }: RenditionPorts,
  plan: readonly RenditionStretch[],
  sources: ReadonlyMap<string, RenderSource>,
): Promise<RenditionTrial[]> {
  const config = embedder.manifest.features.constantQ;
  const pool = new RenderingPool(threads, { cacheFolder: resolve(cacheFolder), config });
  const analyse = (plane: ConstantQ, id: string) => analysePlane(plane, embedder, id);
  const measured: RenditionTrial[][] = [];
  const queue = plan.entries();
  const work = async () => {
    for (const [index, stretch] of queue) {
      const { referenceId, candidateId, startSeconds, durationSeconds, candidates } = stretch;
      const cut = { startSeconds, durationSeconds };
      const [original] = await pool.render({ source: sources.get(referenceId)!, fragments: [cut] });
      const reference = await analyse(original!, referenceId);
      const foreign = candidates.map(foreignRecordingOf).filter((id) => id !== undefined);
      const altered = await pool.render({
        source: sources.get(candidateId)!,
        fragments: candidates.map((candidate) => ({ ...cut, ...candidate })),
        others: Object.fromEntries(foreign.map((id) => [id, sources.get(id)!])),
      });
      const trials: RenditionTrial[] = [];
      for (const [i, plane] of altered.entries()) {
        const found = measureMissing(reference, await analyse(plane, candidateId), evidence, embedder);
        const isCopy = referenceId === candidateId;
        trials.push({ stretch, alteration: RENDITION_ALTERATIONS[i]!, isCopy, ...found });
      }
      measured[index] = trials;
      onProgress?.('trials', trials.length, plan.length * RENDITION_ALTERATIONS.length, '');
    }
  };
  try {
    // One more than threads, so that all render while one stretch is compared.
    await Promise.all(Array.from({ length: threads + 1 }, work));
  } finally {
    await pool.close();
  }
  return measured.flat();
}

function measureMissing(
  reference: RecordingAnalysis,
  candidate: RecordingAnalysis,
  evidence: EvidenceModel,
  { manifest }: Embedder,
): Pick<RenditionTrial, 'matched' | 'missing'> {
  const { constantQ: config } = manifest.features;
  const findings = compareAnalyses(reference, candidate, { config, floor: evidence.floor });
  const context = {
    referenceSeconds: reference.embedding.durationSeconds,
    candidateSeconds: candidate.embedding.durationSeconds,
    lacksVariety: false,
  };
  const { threshold } = evidence.decision;
  if (weighFindings(findings, evidence, context).logLikelihoodRatio <= threshold) return { matched: false };
  const segments = provenSegments(findings, evidence, threshold, context);
  const missing = missingSound(commonParts({ reference, candidate, segments, config })[0]);
  return { matched: true, ...(missing !== undefined && { missing }) };
}
