import { resolve } from 'node:path';
import type { Split } from '../../../corpus/index.js';
import type { Embedder } from '../../../embedding/index.js';
import {
  countFragments,
  evaluateTrials,
  FROM_LOG10,
  foreignRecordingOf,
  packTrials,
  planTrials,
  runProtocol,
  summarise,
  type EvaluationSummary,
  type Fragment,
  type NamedTrial,
  type ProtocolSpec,
  type SkippedItem,
  type TrialOrigin,
  type TrialPlan,
} from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import type { EvidenceModel } from '../../../verification/index.js';
import { readCorpus } from '../corpus/corpus-reader.js';
import type { CorpusSurvey } from '../corpus/corpus-survey.js';
import { requireWritableFolder } from '../files/result-folder.js';
import { writeEvaluation } from './trial-report.js';
import { protocolScoreRows } from './trial-scores.js';
import { RenderingPool, type RenderJob } from '../rendering/rendering-pool.js';
import { chooseSplit, leftOutItem, surveySplit, type SurveyProgress } from './trial-survey.js';

/** What every evaluation of single trials needs. */
export interface TrialJob {
  readonly embedder: Embedder;
  /** Receives summary.json, scores.csv, det.svg and det.png. */
  readonly outFolder: string;
  /** Fixes the trials, the bootstrap and the folds. */
  readonly seed: number;
  readonly onProgress?: SurveyProgress;
}

/** An evaluation by a protocol on a corpus. */
export interface ProtocolJob extends TrialJob {
  readonly protocol: ProtocolSpec;
  readonly corpusFolder: string;
  /** By default `test` where the corpus is split, all recordings where it is not. */
  readonly split?: Split;
  readonly targets: number;
  readonly nonTargets: number;
  /** Where features are kept between runs; another model is judged on the same sound without rendering it again. */
  readonly cacheFolder: string;
  /** Rendering threads, >= 1. */
  readonly threads: number;
}

/**
 * Judges a model by a protocol: plans the trials, renders their fragments, embeds each as one vector, scores by cosine,
 * and writes the figures.
 *
 * @throws DoppeltonError `CORPUS_EMPTY`, `FILE_UNWRITABLE`, and about the corpus' folder what `readCorpus` throws.
 */
export async function evaluateProtocol(job: ProtocolJob): Promise<EvaluationSummary> {
  await requireWritableFolder(job.outFolder);
  // Every file is hashed: features are kept under the hash, and a damaged file must not be taken for the whole one.
  const corpus = await readCorpus(job.corpusFolder, { hash: 'all' });
  const split = chooseSplit(corpus, job.split);
  const survey = await surveySplit(job, corpus, split);
  const plan = planTrials(job.protocol, survey.recordings, job);
  const scores = await scorePlan(job, plan, survey);
  const named = plan.trials.map(({ reference, candidate, label }, i): NamedTrial => {
    const [referenceRecording, candidateRecording] = [reference.recordingId, candidate.recordingId];
    return { score: scores[i]!, label, referenceRecording, candidateRecording };
  });
  const origin: TrialOrigin = {
    protocol: job.protocol.name,
    corpus: corpus.name,
    ...(split !== undefined && { split }),
    seed: job.seed,
  };
  const skipped = [
    ...corpus.skipped,
    ...survey.skipped,
    ...plan.leftOut.map((item) => leftOutItem(item, plan.protocol.fragmentSeconds)),
  ];
  const summary = judgeTrials(
    job,
    origin,
    named,
    plan.trials.map(({ tags }) => tags),
    skipped,
  );
  await writeEvaluation(job.outFolder, {
    summary,
    rows: protocolScoreRows(plan.trials, scores),
    trials: named,
    title: `${job.protocol.title}, ${job.protocol.fragmentSeconds} s fragments`,
    subtitle: split === undefined ? corpus.name : `${corpus.name}, ${split} split`,
  });
  return summary;
}

async function scorePlan(job: ProtocolJob, plan: TrialPlan, survey: CorpusSurvey): Promise<Float64Array> {
  const total = countFragments(plan);
  const pool = new RenderingPool(job.threads, {
    cacheFolder: resolve(job.cacheFolder),
    config: job.embedder.manifest.features.constantQ,
  });
  try {
    return await runProtocol(
      plan,
      {
        render: (id, fragments) => pool.render(renderJob(id, fragments, survey)),
        embed: (planes) => job.embedder.embed(planes),
        onProgress: (fragments, id) => job.onProgress?.('trials', fragments, total, id),
      },
      // One call more than threads: while one is being embedded, every thread has work.
      { concurrency: job.threads + 1 },
    );
  } finally {
    await pool.close();
  }
}

function renderJob(id: string, fragments: readonly Fragment[], { sources }: CorpusSurvey): RenderJob {
  const foreign = fragments.map(foreignRecordingOf).filter((other) => other !== undefined);
  return {
    source: sources.get(id)!,
    fragments,
    others: Object.fromEntries(foreign.map((other) => [other, sources.get(other)!])),
  };
}

/** Figures of scored trials; log10 likelihood ratios, as evidence gives them, are judged as they are. */
export function judgeTrials(
  { embedder, seed, evidence }: TrialJob & { readonly evidence?: EvidenceModel | undefined },
  origin: TrialOrigin,
  named: readonly NamedTrial[],
  tags: readonly Readonly<Record<string, string>>[],
  skipped: readonly SkippedItem[],
): EvaluationSummary {
  const { name, version, weights, decision } = embedder.manifest;
  const evaluation = evaluateTrials(packTrials(named), {
    rng: new Rng(seed).fork('figures'),
    modelThreshold: evidence?.decision.threshold ?? decision.threshold,
    ...(evidence !== undefined && { calibration: FROM_LOG10 }),
    tags,
  });
  return summarise({ origin, model: { name, version, sha256: weights.sha256 }, evaluation, skipped });
}
