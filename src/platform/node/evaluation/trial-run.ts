import { basename, resolve } from 'node:path';
import type { Split } from '../../../corpus/index.js';
import type { Embedder } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  countFragments,
  evaluateTrials,
  FROM_LOG10,
  foreignRecordingOf,
  packTrials,
  planTrials,
  runProtocol,
  summarise,
  trialsOfPairs,
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
import { skippedBecause } from '../corpus/corpus-skipping.js';
import type { CorpusSurvey } from '../corpus/corpus-survey.js';
import { requireWritableFolder } from '../files/result-folder.js';
import { readPairList, type ListedPair } from './trial-pairs-file.js';
import { writeEvaluation } from './trial-report.js';
import { pairScoreRows, protocolScoreRows } from './trial-scores.js';
import { RenderingPool, type RenderJob } from '../rendering/rendering-pool.js';
import { chooseSplit, leftOutItem, surveySplit, type SurveyProgress } from './trial-survey.js';

interface CommonJob {
  readonly embedder: Embedder;
  /** Receives summary.json, scores.csv, det.svg and det.png. */
  readonly outFolder: string;
  /** Fixes the trials, the bootstrap and the folds. */
  readonly seed: number;
  readonly onProgress?: SurveyProgress;
}

/** An evaluation by a protocol on a corpus. */
export interface ProtocolJob extends CommonJob {
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

/** An evaluation on somebody's list of pairs. */
export interface PairsJob extends CommonJob {
  readonly pairsFile: string;
  /** Score of two whole recordings, higher meaning more alike. */
  readonly compare: (referencePath: string, candidatePath: string) => Promise<number>;
  /** Where scores are log10 likelihood ratios: what gave them. They are then judged as they are, by its threshold. */
  readonly evidence?: EvidenceModel;
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
  const summary = judge(
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

/**
 * Judges a model by a list of pairs of whole recordings. A pair with a recording that cannot be decoded is listed in
 * `skipped`, never fatal.
 *
 * @throws DoppeltonError `TRIALS_INVALID`, `FILE_NOT_FOUND` about the list, `FILE_UNWRITABLE`.
 */
export async function evaluatePairs(job: PairsJob): Promise<EvaluationSummary> {
  await requireWritableFolder(job.outFolder);
  const pairs = await readPairList(job.pairsFile);
  const { scored, scores, skipped } = await scorePairs(job, pairs);
  // By the opened path: a list may write one file in two ways.
  const byPath = scored.map(({ referencePath: reference, candidatePath: candidate, label }) => ({
    reference,
    candidate,
    label,
  }));
  const named = trialsOfPairs(byPath, scores);
  const origin: TrialOrigin = { pairs: basename(job.pairsFile), seed: job.seed };
  const summary = judge(
    job,
    origin,
    named,
    scored.map(({ tags }) => tags),
    skipped,
  );
  await writeEvaluation(job.outFolder, {
    summary,
    rows: pairScoreRows(scored, scores),
    trials: named,
    title: `Pairs of ${basename(job.pairsFile)}`,
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

async function scorePairs({ compare, onProgress }: PairsJob, pairs: readonly ListedPair[]) {
  const scored: ListedPair[] = [];
  const scores: number[] = [];
  const skipped: SkippedItem[] = [];
  for (const pair of pairs) {
    try {
      scores.push(await compare(pair.referencePath, pair.candidatePath));
      scored.push(pair);
    } catch (error) {
      skipped.push(skippedPair(pair, error));
    }
    onProgress?.('trials', 1, pairs.length, pair.candidate);
  }
  return { scored, scores: Float64Array.from(scores), skipped };
}

/**
 * Why a pair gives no trial.
 *
 * @throws The error itself when neither recording is at fault.
 */
export function skippedPair({ reference, candidate }: ListedPair, error: unknown): SkippedItem {
  const path = `${reference}, ${candidate}`;
  if (error instanceof DoppeltonError && error.code === 'AUDIO_SILENT') {
    return { path, reason: 'silent', message: error.message };
  }
  return skippedBecause(path, error);
}

function judge(
  { embedder, seed, evidence }: CommonJob & Pick<PairsJob, 'evidence'>,
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
