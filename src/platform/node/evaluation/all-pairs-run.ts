import type { Alteration } from '../../../augment/index.js';
import type { Split } from '../../../corpus/index.js';
import type { Embedder } from '../../../embedding/index.js';
import {
  evaluateAllPairs,
  kindOfPair,
  mostAlikeNonTargets,
  planAllPairs,
  type AllPairs,
  type AllPairsEvaluation,
  type AllPairsPlan,
  allPairsTrials,
  validationCurve,
  type ProtocolSpec,
  type SkippedItem,
  type ValidationCurve,
} from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import { MEASUREMENT_NAMES, type CosineFloor, type EvidenceModel } from '../../../verification/index.js';
import { alignmentErrors, type AlignmentErrors } from './alignment-errors.js';
import { AllPairsMeasurement, type MeasuredPairs } from './all-pairs-measurement.js';
import { allPairsTables } from './all-pairs-tables.js';
import { allPairsFigures, evidenceCurve, systemCurve, type AllPairsCurves } from './all-pairs-figures.js';
import { readCorpus } from '../corpus/corpus-reader.js';
import { fitEvidence, logLikelihoodRatios } from './evidence-fitting.js';
import { EVIDENCE_FILE } from '../models/evidence-store.js';
import { requireWritableFolder, writeResultFiles } from '../files/result-folder.js';
import { chooseSplit, leftOutItem, surveySplit, type SurveyProgress } from './trial-survey.js';

/** An evaluation of all pairs of fragments, by some protocols at some durations. */
export interface AllPairsJob {
  readonly embedder: Embedder;
  /**
   * Weighs the measurements; absent: figures of the plain embedding alone, unless one is fitted. That takes over its ratio
   * against other renditions.
   */
  readonly evidence?: EvidenceModel;
  /** Fits an evidence model to these very trials, judges by it, and writes it beside the figures. */
  readonly calibrate: boolean;
  /** How alike fragments must be to be aligned. */
  readonly floor: CosineFloor;
  /** With some protocols, candidates are also held against longer references: whole recordings, as users compare them. */
  readonly longReferences?: { readonly seconds: number; readonly protocols: readonly string[] };
  readonly protocols: readonly ProtocolSpec[];
  readonly durationsSeconds: readonly number[];
  readonly fragmentsPerRecording: number;
  readonly seed: number;
  readonly corpusFolder: string;
  readonly split?: Split;
  readonly outFolder: string;
  readonly cacheFolder: string;
  readonly threads: number;
  readonly onProgress?: SurveyProgress;
}

/** Figures of one protocol at one duration. */
export interface AllPairsRow {
  readonly protocol: string;
  readonly title: string;
  readonly durationSeconds: number;
  /** Where it is not the duration. */
  readonly referenceSeconds?: number;
  /** One vector a fragment, plain cosine, no second stage. */
  readonly embedding: AllPairsEvaluation;
  /** Embedding and alignment, calibrated. */
  readonly evidence?: AllPairsEvaluation;
  /** Of the evidence; absent where all ratios are one and the same. */
  readonly curve?: ValidationCurve;
  /** Share of the targets, and of the non-targets, that were alike enough to be aligned. */
  readonly aligned: { readonly targets: number; readonly nonTargets: number };
  /** How far the alignment of target trials is off; absent where nothing was aligned. */
  readonly alignment?: AlignmentErrors;
  /** Pairs of recordings that are said to differ and sound most alike. */
  readonly mostAlike: readonly {
    readonly reference: string;
    readonly referenceStartSeconds: number;
    readonly candidate: string;
    readonly candidateStartSeconds: number;
    readonly score: number;
    readonly sameGroup: boolean;
  }[];
  /** Copies that sound least like what they are made of, the least alike first. */
  readonly leastAlike: readonly {
    readonly recording: string;
    readonly startSeconds: number;
    /** How the copy was made. */
    readonly alterations: readonly Alteration[];
    readonly score: number;
  }[];
}

/** All that an all-pairs evaluation found, as summary.json holds it. */
export interface AllPairsSummary {
  readonly corpus: string;
  readonly split?: Split;
  readonly seed: number;
  readonly fragmentsPerRecording: number;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly floor: CosineFloor;
  readonly rows: readonly AllPairsRow[];
  /** Judged by, with the SHA-256 of their files. */
  readonly recordings: readonly { readonly id: string; readonly sha256: string }[];
  readonly skipped: readonly SkippedItem[];
}

const MOST_ALIKE_LISTED = 20;
const LEAST_ALIKE_LISTED = 10;

/**
 * Judges a model by every pair of a reference and a candidate: misses at false-alarm rates that only hundreds of
 * thousands of non-target trials can speak of.
 *
 * @throws DoppeltonError `CORPUS_EMPTY`, `FILE_UNWRITABLE`, and about the corpus' folder what `readCorpus` throws.
 */
export async function evaluateAllPairsOfCorpus(job: AllPairsJob): Promise<AllPairsSummary> {
  await requireWritableFolder(job.outFolder);
  const corpus = await readCorpus(job.corpusFolder, { hash: 'all' });
  // Calibrated on val, reported on test.
  const split = chooseSplit(corpus, job.split, job.calibrate ? 'val' : 'test');
  const survey = await surveySplit(job, corpus, split);
  const { floor } = job;
  const plans = job.protocols.map((protocol) => planAllPairs(protocol, survey.recordings, job));
  const measurement = new AllPairsMeasurement({ ...job, survey, floor });
  const { longReferences } = job;
  const longPlans = plans.filter(({ protocol }) => longReferences?.protocols.includes(protocol.name));
  const longMeasurement = new AllPairsMeasurement({
    ...job,
    survey,
    floor,
    ...(longReferences !== undefined && { referenceSeconds: longReferences.seconds }),
  });

  const measured: MeasuredPairs[] = [];
  const judged: JudgedPairs[] = [];
  const take = async (sets: AsyncIterable<MeasuredPairs>) => {
    for await (const set of sets) {
      if (job.calibrate) measured.push(set);
      else judged.push(judgePairs(set, job.evidence, job.seed));
    }
  };
  for (const plan of plans) await take(measurement.measure(plan));
  for (const plan of longPlans) await take(longMeasurement.measure(plan));
  const recordings = (plans[0]?.used ?? []).map((id) => ({ id, sha256: survey.sources.get(id)!.sha256 }));
  const evidence: EvidenceModel | undefined = job.calibrate
    ? {
        ...fitEvidence(measured, {
          manifest: job.embedder.manifest,
          floor,
          seed: job.seed,
          origin: originOf(job, corpus.name, split),
        }),
        fittedTo: recordings.map(({ sha256 }) => sha256),
        // How it did depends on what this evidence takes for a match.
        ...(job.evidence?.renditions !== undefined && {
          renditions: { ...job.evidence.renditions, validation: undefined },
        }),
      }
    : undefined;
  for (const set of measured) judged.push(judgePairs(set, evidence, job.seed));

  const { name, version, weights } = job.embedder.manifest;
  const summary: AllPairsSummary = {
    corpus: corpus.name,
    ...(split !== undefined && { split }),
    seed: job.seed,
    fragmentsPerRecording: job.fragmentsPerRecording,
    model: { name, version, sha256: weights.sha256 },
    floor,
    rows: judged.map(({ row }) => row),
    recordings,
    skipped: [
      ...corpus.skipped,
      ...survey.skipped,
      ...(plans[0]?.leftOut.map((item) => leftOutItem(item, plans[0]!.durationsSeconds[0]!)) ?? []),
    ],
  };
  await writeResultFiles(job.outFolder, {
    ...allPairsFigures(
      judged.map(({ curves }) => curves),
      split === undefined ? corpus.name : `${corpus.name}, ${split} split, all pairs`,
    ),
    ...(evidence !== undefined && {
      [EVIDENCE_FILE]: `${JSON.stringify(evidence, null, 2)}\n`,
    }),
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    'tables.md': allPairsTables(summary.rows),
  });
  return summary;
}

function originOf(
  { protocols, durationsSeconds }: AllPairsJob,
  corpus: string,
  split: Split | undefined,
): string {
  const of = split === undefined ? corpus : `${corpus}, ${split} split`;
  return `${of} (${protocols.map(({ name }) => name).join(', ')}; ${durationsSeconds.join(', ')} s)`;
}

interface JudgedPairs {
  readonly row: AllPairsRow;
  readonly curves: AllPairsCurves;
}

function judgePairs(set: MeasuredPairs, evidence: EvidenceModel | undefined, seed: number): JudgedPairs {
  const { plan, durationSeconds, cosines } = set;
  const { name: protocol, title } = plan.protocol;
  const rng = new Rng(seed).fork('figures');
  const byCosine = allPairsOf(plan, cosines);
  const embedding = evaluateAllPairs(byCosine, { rng });
  const { referenceSeconds } = set;
  const what = {
    protocol,
    title,
    durationSeconds,
    ...(referenceSeconds !== undefined && { referenceSeconds }),
  };
  const curves = { ...what, embedding: systemCurve(byCosine, embedding) };
  const row = {
    ...what,
    embedding,
    aligned: alignedShares(set),
    ...alignmentErrors(set),
    mostAlike: mostAlike(plan, byCosine),
    leastAlike: leastAlike(plan, cosines),
  };
  if (evidence === undefined) return { row, curves };
  const ratios = logLikelihoodRatios(set, evidence);
  const byEvidence = allPairsOf(plan, ratios);
  const weighed = evaluateAllPairs(byEvidence, { rng, scoreScale: 'log10-likelihood-ratio' });
  const curve = validationCurve(allPairsTrials(byEvidence));
  return {
    row: {
      ...row,
      evidence: weighed,
      ...(curve !== undefined && { curve }),
      mostAlike: mostAlike(plan, byEvidence),
      leastAlike: leastAlike(plan, ratios),
    },
    curves: { ...curves, evidence: evidenceCurve(byEvidence, weighed) },
  };
}

function mostAlike({ places }: AllPairsPlan, allPairs: AllPairs): AllPairsRow['mostAlike'] {
  return mostAlikeNonTargets(allPairs, MOST_ALIKE_LISTED).map(
    ({ reference, candidate, score, sameGroup }) => ({
      reference: places[reference]!.recordingId,
      referenceStartSeconds: places[reference]!.startSeconds,
      candidate: places[candidate]!.recordingId,
      candidateStartSeconds: places[candidate]!.startSeconds,
      score,
      sameGroup,
    }),
  );
}

function leastAlike({ places }: AllPairsPlan, scores: Float32Array): AllPairsRow['leastAlike'] {
  return places
    .map(({ recordingId, startSeconds, candidate }, i) => ({
      recording: recordingId,
      startSeconds,
      alterations: candidate.augmentation.alterations,
      score: scores[i * places.length + i]!,
    }))
    .toSorted((a, b) => a.score - b.score)
    .slice(0, LEAST_ALIKE_LISTED);
}

function allPairsOf(plan: AllPairsPlan, scores: Float32Array): AllPairs {
  const ids = [...new Set(plan.places.map(({ recordingId }) => recordingId))];
  const indexOf = new Map(ids.map((id, i) => [id, i]));
  return {
    count: plan.places.length,
    scores,
    kinds: (i, j) => kindOfPair(plan, i, j),
    recordingOf: Int32Array.from(plan.places, ({ recordingId }) => indexOf.get(recordingId)!),
  };
}

const ALIGNED = MEASUREMENT_NAMES.indexOf('aligned');

function alignedShares({ plan, measurements }: MeasuredPairs): AllPairsRow['aligned'] {
  const count = plan.places.length;
  const width = measurements.length / count ** 2;
  const sums = { targets: [0, 0], nonTargets: [0, 0] };
  for (let pair = 0; pair < count * count; pair++) {
    const kind = kindOfPair(plan, Math.floor(pair / count), pair % count);
    if (kind === 'left-out') continue;
    const sum = kind === 'target' ? sums.targets : sums.nonTargets;
    sum[0]! += measurements[pair * width + ALIGNED]!;
    sum[1]!++;
  }
  const share = ([aligned, all]: number[]) => aligned! / Math.max(1, all!);
  return { targets: share(sums.targets), nonTargets: share(sums.nonTargets) };
}
