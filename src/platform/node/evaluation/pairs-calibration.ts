import { basename } from 'node:path';
import type { ModelManifest } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  evaluateTrials,
  fitEvidenceCalibration,
  FROM_LOG10,
  packTrials,
  summarise,
  tippettCurve,
  trialsOfPairs,
  type EvaluationSummary,
  type EvidenceTrials,
  type RecordingPair,
} from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import { tippettPlot } from '../../../report/index.js';
import {
  EVIDENCE_FEATURES,
  evidenceFeatures,
  weighMeasurements,
  type CosineFloor,
  type EvidenceModel,
} from '../../../verification/index.js';
import { EVIDENCE_FILE } from '../models/evidence-store.js';
import { hashFile } from '../files/file-hash.js';
import { requireWritableFolder, writeResultFiles } from '../files/result-folder.js';
import { workOnPairs } from './listed-pairs.js';
import { readPairList, type ListedPair } from './trial-pairs-file.js';
import { writeEvaluation } from './trial-report.js';
import { pairScoreRows } from './trial-scores.js';
import type { SurveyProgress } from './trial-survey.js';

/** A calibration on somebody's list of pairs. */
export interface PairsCalibrationJob {
  readonly manifest: ModelManifest;
  readonly floor: CosineFloor;
  /** Of the model's own evidence: what is missing in a copy does not depend on whose recordings these are. */
  readonly renditions?: EvidenceModel['renditions'];
  readonly pairsFile: string;
  /** What is measured on two whole recordings, as `measurePair` gives it. */
  readonly measure: (referencePath: string, candidatePath: string) => Promise<ArrayLike<number>>;
  readonly outFolder: string;
  readonly seed: number;
  readonly onProgress?: SurveyProgress;
}

/** Of either kind; fewer cannot hold so many weights. */
const LEAST_PAIRS = 20;
const FOLDS = 5;

/**
 * Fits likelihood ratios to a list of labelled pairs, compared whole, and writes them as an evidence model, with figures
 * by cross-validation: the recordings are dealt into folds, copies with their originals, and no pair is judged by a fit
 * that has seen one of its recordings' folds.
 *
 * @throws DoppeltonError `TRIALS_INVALID` when there are too few pairs of a kind, or a fold leaves none to fit to; about the
 *   list what `readPairList` throws; `FILE_UNWRITABLE`.
 */
export async function calibrateOnPairs(job: PairsCalibrationJob): Promise<EvaluationSummary> {
  await requireWritableFolder(job.outFolder);
  const pairs = await readPairList(job.pairsFile);
  const { pairs: measured, results, skipped } = await workOnPairs(pairs, job.measure, job.onProgress);
  const rows = results.map((row) => Float64Array.from(row));
  requireEnough(measured);
  const trials = trialsOf(measured, rows);
  const rng = new Rng(job.seed).fork('pairs calibration');
  const evidence: EvidenceModel = {
    ...evidenceModel(job, trials),
    fittedTo: await hashesOf(measured),
    ...(job.renditions !== undefined && { renditions: { ...job.renditions, validation: undefined } }),
  };
  const ratios = crossValidated(job, trials, rows, rng.fork('folds'));

  const named = trialsOfPairs(byPath(measured), ratios);
  const { name, version, weights } = job.manifest;
  const evaluation = evaluateTrials(packTrials(named), {
    rng: rng.fork('figures'),
    // Ratios are judged as they are: what a second calibration would mend is what users would get.
    calibration: FROM_LOG10,
    modelThreshold: evidence.decision.threshold,
    tags: measured.map(({ tags }) => tags),
  });
  const summary = summarise({
    origin: { pairs: basename(job.pairsFile), seed: job.seed },
    model: { name, version, sha256: weights.sha256 },
    evaluation: { ...evaluation, cllrCalibration: 'cross-validated' },
    skipped,
  });
  const title = `Pairs of ${basename(job.pairsFile)}, ${FOLDS}-fold cross-validation`;
  await writeEvaluation(job.outFolder, {
    summary,
    rows: pairScoreRows(measured, ratios),
    trials: named,
    title,
  });
  const curve = tippettCurve(packTrials(named));
  const { cllr, minCllr } = evaluation;
  await writeResultFiles(job.outFolder, {
    'tippett.svg': tippettPlot([{ label: 'likelihood ratios', curve, cllr, minCllr }], { title }),
    [EVIDENCE_FILE]: `${JSON.stringify(evidence, null, 2)}\n`,
  });
  return summary;
}

/** So that nobody takes figures on these very recordings for a validation. */
async function hashesOf(pairs: readonly ListedPair[]): Promise<string[]> {
  const hashes = new Set<string>();
  const paths = new Set(pairs.flatMap(({ referencePath, candidatePath }) => [referencePath, candidatePath]));
  for (const path of paths) hashes.add(await hashFile(path));
  return [...hashes].sort();
}

function requireEnough(pairs: readonly ListedPair[]): void {
  const targets = pairs.filter(({ label }) => label === 1).length;
  const nonTargets = pairs.length - targets;
  if (Math.min(targets, nonTargets) >= LEAST_PAIRS) return;
  throw new DoppeltonError(
    'TRIALS_INVALID',
    `${targets} pairs of a recording and its copy and ${nonTargets} pairs of different recordings are too few to calibrate with; ${LEAST_PAIRS} of either kind are needed`,
  );
}

function trialsOf(pairs: readonly ListedPair[], rows: readonly Float64Array[]): EvidenceTrials {
  const scores = new Float64Array(pairs.length);
  const { references, candidates, recordings, labels } = packTrials(trialsOfPairs(byPath(pairs), scores));
  const width = EVIDENCE_FEATURES.length;
  const features = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    features.set(evidenceFeatures(row), i * width);
  });
  return { features, labels, references, candidates, recordings };
}

/** Named by path: lists may write one file's name in several ways. */
function byPath(pairs: readonly ListedPair[]): RecordingPair[] {
  return pairs.map(({ referencePath, candidatePath, label }) => ({
    reference: referencePath,
    candidate: candidatePath,
    label,
  }));
}

function evidenceModel(
  { manifest, floor, seed, pairsFile }: PairsCalibrationJob,
  trials: EvidenceTrials,
  replicates?: number,
): EvidenceModel {
  const calibration = fitEvidenceCalibration(trials, {
    featureNames: EVIDENCE_FEATURES,
    rng: new Rng(seed).fork('evidence'),
    // So few pairs are often told apart without error, and would call for infinite weights: each pair may say a little.
    ridge: 1 / trials.labels.length,
    ...(replicates !== undefined && { replicates }),
  });
  const { name, version, weights } = manifest;
  return {
    format: 'doppelton-evidence/2',
    model: { name, version, sha256: weights.sha256 },
    floor,
    calibration,
    decision: {
      threshold: 0,
      basis: `a likelihood ratio of 1; fitted to ${trials.labels.length} pairs of ${basename(pairsFile)}`,
    },
    validation: [],
  };
}

/**
 * log10 likelihood ratios, each by a fit to pairs with recordings of neither of its folds: as many fits as there are pairs
 * of folds that occur.
 */
function crossValidated(
  job: PairsCalibrationJob,
  trials: EvidenceTrials,
  rows: readonly Float64Array[],
  rng: Rng,
): Float64Array {
  const dealt = rng.shuffled(Array.from({ length: trials.recordings }, (_, i) => i % FOLDS));
  const foldsOf = rows.map((_, i) => [dealt[trials.references[i]!]!, dealt[trials.candidates[i]!]!].sort());
  const ratios = new Float64Array(rows.length);
  for (const key of new Set(foldsOf.map((folds) => folds.join()))) {
    const held = new Set(key.split(',').map(Number));
    const kept = foldsOf.flatMap((folds, trial) => (folds.some((fold) => held.has(fold)) ? [] : [trial]));
    requireBothKinds(trials, kept);
    const part = evidenceModel(job, selected(trials, kept), 0);
    rows.forEach((row, trial) => {
      if (foldsOf[trial]!.join() === key) ratios[trial] = weighMeasurements(part, row).logLikelihoodRatio;
    });
  }
  return ratios;
}

function requireBothKinds({ labels }: EvidenceTrials, kept: readonly number[]): void {
  for (const label of [1, 0]) {
    if (kept.some((trial) => labels[trial] === label)) continue;
    throw new DoppeltonError(
      'TRIALS_INVALID',
      `the pairs are of too few recordings for cross-validation: without those of some folds no pair with label ${label} is left`,
    );
  }
}

function selected(trials: EvidenceTrials, kept: readonly number[]): EvidenceTrials {
  const width = EVIDENCE_FEATURES.length;
  const features = new Float64Array(kept.length * width);
  kept.forEach((trial, i) => {
    features.set(trials.features.subarray(trial * width, (trial + 1) * width), i * width);
  });
  return {
    features,
    labels: Uint8Array.from(kept, (trial) => trials.labels[trial]!),
    references: Int32Array.from(kept, (trial) => trials.references[trial]!),
    candidates: Int32Array.from(kept, (trial) => trials.candidates[trial]!),
    recordings: trials.recordings,
  };
}
