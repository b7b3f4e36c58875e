import { basename } from 'node:path';
import {
  packTrials,
  trialsOfPairs,
  validationCurve,
  type EvaluationSummary,
  type NamedTrial,
  type RecordedValidation,
  type TrialOrigin,
} from '../../../evaluation/index.js';
import type { Comparison, EvidenceModel, RecordingFacts } from '../../../verification/index.js';
import { hashFile } from '../files/file-hash.js';
import { requireWritableFolder } from '../files/result-folder.js';
import { workOnPairs } from './listed-pairs.js';
import { readPairList } from './trial-pairs-file.js';
import { writeEvaluation } from './trial-report.js';
import { judgeTrials, type TrialJob } from './trial-run.js';
import { pairScoreRows } from './trial-scores.js';

/** Two whole recordings as they were compared; a `Comparison` is one. Higher scores mean more alike. */
export interface ComparedPair extends Pick<Comparison, 'score'> {
  readonly reference: Pick<RecordingFacts, 'durationSeconds'>;
  readonly candidate: Pick<RecordingFacts, 'durationSeconds'>;
}

/** An evaluation on somebody's list of pairs. */
export interface PairsJob extends TrialJob {
  readonly pairsFile: string;
  readonly compare: (referencePath: string, candidatePath: string) => Promise<ComparedPair>;
  /** Where scores are log10 likelihood ratios: what gave them. They are then judged as they are, by its threshold. */
  readonly evidence?: EvidenceModel;
}

/** What an evaluation on a list of pairs gives. */
export interface PairsEvaluation {
  readonly summary: EvaluationSummary;
  /** What can be recorded with the evidence; there where evidence judged. */
  readonly validation?: RecordedValidation;
}

/**
 * Judges a model by a list of pairs of whole recordings. A pair with a recording that cannot be decoded is listed in
 * `skipped`, never fatal.
 *
 * @throws DoppeltonError `TRIALS_INVALID`, `FILE_NOT_FOUND` about the list, `FILE_UNWRITABLE`.
 */
export async function evaluatePairs(job: PairsJob): Promise<PairsEvaluation> {
  await requireWritableFolder(job.outFolder);
  const pairs = await readPairList(job.pairsFile);
  const { pairs: scored, results: compared, skipped } = await workOnPairs(pairs, job.compare, job.onProgress);
  const scores = Float64Array.from(compared, ({ score }) => score);
  // By the opened path: a list may write one file in two ways.
  const byPath = scored.map(({ referencePath: reference, candidatePath: candidate, label }) => ({
    reference,
    candidate,
    label,
  }));
  const named = trialsOfPairs(byPath, scores);
  const origin: TrialOrigin = { pairs: basename(job.pairsFile), seed: job.seed };
  const summary = judgeTrials(
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
  if (job.evidence === undefined) return { summary };
  return { summary, validation: validationOf(summary, named, compared) };
}

/**
 * The recordings of a list of pairs, by the name that it first gives them and by what their files hold.
 *
 * @throws DoppeltonError What `readPairList` and `hashFile` throw.
 */
export async function listedRecordings(pairsFile: string): Promise<{ id: string; sha256: string }[]> {
  const names = new Map<string, string>();
  for (const { reference, referencePath, candidate, candidatePath } of await readPairList(pairsFile)) {
    if (!names.has(referencePath)) names.set(referencePath, reference);
    if (!names.has(candidatePath)) names.set(candidatePath, candidate);
  }
  const recordings: { id: string; sha256: string }[] = [];
  for (const [path, id] of names) recordings.push({ id, sha256: await hashFile(path) });
  return recordings;
}

function validationOf(
  { eer, cllr, minCllr, targets, nonTargets, ...origin }: EvaluationSummary,
  named: readonly NamedTrial[],
  compared: readonly ComparedPair[],
): RecordedValidation {
  const lengths = compared.map(({ reference, candidate }) =>
    [reference.durationSeconds, candidate.durationSeconds].toSorted((a, b) => a - b),
  );
  const [shorter, longer] = [0, 1].map((place) => lengths.map((pair) => pair[place]!).sort((a, b) => a - b));
  const range = (sorted: readonly number[]) => ({ min: sorted[0]!, max: sorted.at(-1)! });
  const curve = validationCurve(packTrials(named));
  return {
    protocol: 'pairs' in origin ? origin.pairs : origin.protocol,
    durationSeconds: shorter![shorter!.length >> 1]!,
    pairLengths: { shorter: range(shorter!), longer: range(longer!) },
    ...{ eer, cllr, cllrMin: minCllr, targets, nonTargets },
    ...(curve !== undefined && { curve }),
  };
}
