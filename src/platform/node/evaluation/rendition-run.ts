import type { Split } from '../../../corpus/index.js';
import type { Rate } from '../../../detection/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  evaluateTrials,
  FROM_LOG10,
  packTrials,
  planRenditionTrials,
  RENDITION_ALTERATIONS,
  type Evaluation,
  type NamedTrial,
  type SkippedItem,
} from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import {
  RENDITION_WARNING_RATIO,
  soundsLikeAnotherRendition,
  weighMissingSound,
  type RenditionEvidence,
} from '../../../verification/index.js';
import { readCorpus } from '../corpus/corpus-reader.js';
import { readRenditions } from '../corpus/renditions.js';
import { csvLines } from '../files/csv.js';
import { requireWritableFolder, writeResultFiles } from '../files/result-folder.js';
import { EVIDENCE_FILE } from '../models/evidence-store.js';
import { fitRenditionEvidence } from './rendition-fitting.js';
import { measureRenditionTrials, type RenditionPorts } from './rendition-measurement.js';
import { compositionsOf, type RenditionTrial } from './rendition-trial.js';
import { chooseSplit, surveySplit } from './trial-survey.js';

/** An evaluation of how well copies are told from other renditions of the same composition. */
export interface RenditionJob extends RenditionPorts {
  /** Fits the ratio to these very trials, judges by it, and writes it with the rest of the evidence. */
  readonly calibrate: boolean;
  readonly corpusFolder: string;
  readonly split?: Split;
  /** As for `readRenditions`. */
  readonly renditionsFolder: string;
  /** Stretches of recordings, and as many of compositions. */
  readonly stretches: number;
  readonly seed: number;
  readonly outFolder: string;
}

/** What became of trials that were altered in one way. */
export interface RenditionOutcomes {
  readonly trials: number;
  /** That run together by the evidence; nothing is asked of the others. */
  readonly matched: number;
  /** Warned of, of those of which enough is loud to say something. */
  readonly warned: Rate;
}

/** All that was found, as summary.json holds it. */
export interface RenditionSummary {
  readonly corpus: string;
  readonly split?: Split;
  /** Of which a rendition was judged. */
  readonly compositions: number;
  readonly seed: number;
  readonly stretches: number;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  /** Whether the figures are of the trials that the ratio was fitted to. */
  readonly isFitted: boolean;
  readonly rows: readonly {
    readonly alteration: string;
    readonly copies: RenditionOutcomes;
    readonly renditions: RenditionOutcomes;
  }[];
  /**
   * Of the ratios, copies being targets; `modelThreshold` is the ratio that is warned from. Absent where no copy, or no
   * rendition, was judged.
   */
  readonly figures?: Evaluation;
  /** Judged by, recordings and renditions, with the SHA-256 of their files. */
  readonly recordings: readonly { readonly id: string; readonly sha256: string }[];
  readonly skipped: readonly SkippedItem[];
}

/**
 * Holds stretches of recordings and of compositions against altered copies of themselves, and those of compositions against
 * equally altered copies of another rendition, and judges (or fits) the ratio that tells the two apart.
 *
 * @throws DoppeltonError `MODEL_INCOMPATIBLE` when the evidence has no such ratio and none is to be fitted; `CORPUS_EMPTY`;
 *   `TRIALS_INVALID` when there is nothing to fit to; `FILE_UNWRITABLE`; about the folders what `readCorpus` and
 *   `readRenditions` throw.
 */
export async function evaluateRenditions(job: RenditionJob): Promise<RenditionSummary> {
  const { embedder, calibrate, evidence, seed, stretches } = job;
  if (!calibrate && evidence.renditions === undefined) {
    throw new DoppeltonError(
      'MODEL_INCOMPATIBLE',
      `${embedder.manifest.name} has no ratio against other renditions; --calibrate fits one`,
    );
  }
  await requireWritableFolder(job.outFolder);
  const corpus = await readCorpus(job.corpusFolder, { hash: 'all' });
  const split = chooseSplit(corpus, job.split, calibrate ? 'val' : 'test');
  const renditions = await readRenditions(job.renditionsFolder);
  const survey = await surveySplit(job, corpus, split);
  const played = await surveySplit(job, renditions, undefined);
  const plan = planRenditionTrials(survey.recordings, played.recordings, { seed, stretches });
  const sources = new Map([...survey.sources, ...played.sources]);
  const trials = await measureRenditionTrials(job, plan.stretches, sources);

  const used = new Set(trials.flatMap(({ stretch }) => [stretch.referenceId, stretch.candidateId]));
  const recordings = [...used].sort().map((id) => ({ id, sha256: sources.get(id)!.sha256 }));
  const judgedBy = calibrate
    ? fitRenditionEvidence(trials, {
        seed,
        fittedTo: recordings.map(({ sha256 }) => sha256),
        origin: `${corpus.name}${split === undefined ? '' : `, ${split} split`}`,
      })
    : evidence.renditions!;
  const { name, version, weights } = embedder.manifest;
  const summary: RenditionSummary = {
    corpus: corpus.name,
    ...(split !== undefined && { split }),
    ...{ seed, stretches },
    model: { name, version, sha256: weights.sha256 },
    isFitted: calibrate,
    ...judgeTrials(trials, judgedBy, seed),
    recordings,
    skipped: [
      ...[corpus, renditions, survey, played].flatMap(({ skipped }) => skipped),
      ...plan.leftOut.map((path) => ({
        path,
        reason: 'unusable',
        message: 'No stretch could be drawn from it.',
      })),
    ],
  };
  await writeResultFiles(job.outFolder, {
    'scores.csv': [...csvLines(trials.map((trial) => scoreRow(trial, judgedBy)))].join(''),
    ...(calibrate && {
      [EVIDENCE_FILE]: `${JSON.stringify({ ...evidence, renditions: judgedBy }, null, 2)}\n`,
    }),
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
  });
  return summary;
}

function judgeTrials(
  trials: readonly RenditionTrial[],
  evidence: RenditionEvidence,
  seed: number,
): Pick<RenditionSummary, 'compositions' | 'rows' | 'figures'> {
  const outcomes = (wanted: string, areCopies: boolean) => {
    const of = trials.filter(({ alteration, isCopy }) => alteration === wanted && isCopy === areCopies);
    return outcomesOf(of, evidence);
  };
  return {
    compositions: compositionsOf(trials).size,
    rows: RENDITION_ALTERATIONS.map((alteration) => ({
      alteration,
      copies: outcomes(alteration, true),
      renditions: outcomes(alteration, false),
    })),
    ...figuresOf(trials, evidence, seed),
  };
}

function outcomesOf(trials: readonly RenditionTrial[], evidence: RenditionEvidence): RenditionOutcomes {
  const shares = trials.flatMap(({ missing }) => (missing === undefined ? [] : [missing]));
  const isWarnedOf = (share: number) => soundsLikeAnotherRendition(share, weighMissingSound(share, evidence));
  return {
    trials: trials.length,
    matched: trials.filter(({ matched }) => matched).length,
    warned: { count: shares.filter(isWarnedOf).length, of: shares.length },
  };
}

function figuresOf(
  trials: readonly RenditionTrial[],
  evidence: RenditionEvidence,
  seed: number,
): Pick<RenditionSummary, 'figures'> {
  const judged = trials.filter(({ missing }) => missing !== undefined);
  if (new Set(judged.map(({ isCopy }) => isCopy)).size < 2) return {};
  const named = judged.map(({ stretch: { unit }, isCopy, missing }): NamedTrial => ({
    score: ratioOf(missing!, evidence),
    label: isCopy ? 1 : 0,
    referenceRecording: unit,
    candidateRecording: unit,
  }));
  const figures = evaluateTrials(packTrials(named), {
    rng: new Rng(seed).fork('figures'),
    calibration: FROM_LOG10,
    modelThreshold: RENDITION_WARNING_RATIO,
    tags: judged.map(({ stretch, alteration }) => ({ alteration, seconds: `${stretch.durationSeconds}` })),
  });
  return { figures };
}

function ratioOf(missing: number, evidence: RenditionEvidence): number {
  return weighMissingSound(missing, evidence).logLikelihoodRatio;
}

function scoreRow(
  { stretch, alteration, isCopy, matched, missing }: RenditionTrial,
  evidence: RenditionEvidence,
) {
  const { referenceId, candidateId, startSeconds, durationSeconds } = stretch;
  return {
    label: isCopy ? 1 : 0,
    reference: referenceId,
    candidate: candidateId,
    ...{ startSeconds, durationSeconds, alteration },
    matched: matched ? 1 : 0,
    missingSound: missing ?? '',
    logLikelihoodRatio: missing === undefined ? '' : ratioOf(missing, evidence),
  };
}
