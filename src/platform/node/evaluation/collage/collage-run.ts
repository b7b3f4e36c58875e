import { join } from 'node:path';
import type { Corpus, Recording, Split } from '../../../../corpus/index.js';
import type { ModelManifest } from '../../../../embedding/index.js';
import { DoppeltonError } from '../../../../errors/index.js';
import {
  planCollages,
  planReprises,
  planSingleAlterations,
  type CollageLevel,
  type CollageQuery,
  type CollageRecording,
} from '../../../../evaluation/index.js';
import { Rng } from '../../../../numeric/index.js';
import type { AlignedRecording, SearchEvidence } from '../../../../search/index.js';
import { LEAST_VARIETY } from '../../../../verification/index.js';
import { readCorpus } from '../../corpus/corpus-reader.js';
import { requireWritableFolder, writeResultFiles } from '../../files/result-folder.js';
import { readManifest } from '../../models/model-store.js';
import { loadSearchEvidence, SEARCH_EVIDENCE_FILE } from '../../models/search-evidence-store.js';
import type { RenderSource } from '../../rendering/fragment-renderer.js';
import { WorkerPool } from '../../threads/worker-pool.js';
import { recordingsOfSplit } from '../../corpus/corpus-survey.js';
import { chooseSplit, type SurveyProgress } from '../trial-survey.js';
import { segmentTruth, type CollageFindings } from './collage-findings.js';
import { holdExactly, withheldRecordings, type HeldLibrary } from './collage-library.js';
import { collageFiles, judgeCollages, type CollageSummary } from './collage-summary.js';
import type { CollageAnswer, CollageJob, CollageSettings } from './collage-worker.js';
import { fitSearchEvidence } from './fit-search-evidence.js';

/** Queries of a level of difficulty, of two parts of one recording, or of single alterations. */
export type CollageSet = CollageLevel | 'reprise' | 'single';

/** An evaluation of searches by collages. */
export interface CollageEvaluation {
  /** As for `loadModel`. */
  readonly model: string;
  /** Search evidence in place of the model's own. */
  readonly calibration?: string;
  /** Fits search evidence to these very queries and judges by it. */
  readonly calibrate: boolean;
  readonly sets: readonly CollageSet[];
  /** In each set, about. */
  readonly chunks: number;
  /** Wanted false-alarm rate per query; the evidence's own unless given. */
  readonly falseAlarmRatePerQuery?: number;
  readonly corpusFolder: string;
  readonly split?: Split;
  readonly seed: number;
  /** Receives the figures, and keeps the library. */
  readonly outFolder: string;
  /** Keeps rendered queries. */
  readonly cacheFolder: string;
  readonly threads: number;
  readonly onProgress?: SurveyProgress;
}

/** Of the split's recordings, whole groups: queries made of them must find nothing. */
const WITHHELD_SHARE = 0.2;
/** For each chunk of the library's recordings so many of withheld ones. */
const FOREIGN_SHARE = 0.25;
/** What a calibration sets the threshold to, unless another rate is asked for. */
export const USUAL_FALSE_ALARM_RATE = 5e-4;

/** A set of queries before they are searched. */
export interface PlannedSet {
  readonly name: CollageSet;
  readonly queries: readonly CollageQuery[];
  /** Of recordings that the library does not hold. */
  readonly foreign: readonly CollageQuery[];
}

/**
 * Judges searches in a library by queries that are collages of altered chunks.
 *
 * @throws DoppeltonError `CORPUS_EMPTY`, `MODEL_NOT_CALIBRATED`, `TRIALS_INVALID`, `FILE_UNWRITABLE`, and what reading the
 *   corpus and filling the library throw.
 */
export async function evaluateCollages(job: CollageEvaluation): Promise<CollageSummary> {
  await requireWritableFolder(job.outFolder);
  const manifest = await readManifest(job.model);
  const known = job.calibrate ? undefined : await loadSearchEvidence(job.model, manifest, job.calibration);
  const corpus = await readCorpus(job.corpusFolder, { hash: 'all' });
  const split = chooseSplit(corpus, job.split, job.calibrate ? 'val' : 'test');
  const rng = new Rng(job.seed);
  const wanted = recordingsOfSplit(corpus, split);
  const withheld = withheldRecordings(wanted, WITHHELD_SHARE, rng.fork('withheld'));
  const library = join(job.outFolder, 'library');
  const held = await fillLibrary(library, corpus, { split, withheld, job });
  const sets = planSets(wanted, held, { withheld, job, rng });
  const found = await searchAll(sets, wanted, { library, held, job });
  const evidence = known ?? fitted(found, { manifest, held, split, corpus, job });
  const rate = job.falseAlarmRatePerQuery ?? evidence.falseAlarmRatePerQuery;
  const summary = judgeCollages(sets, found, {
    evidence,
    falseAlarmRatePerQuery: rate,
    rng: rng.fork('figures'),
    about: {
      corpus: corpus.name,
      ...(split !== undefined && { split }),
      seed: job.seed,
      model: { name: manifest.name, version: manifest.version, sha256: manifest.weights.sha256 },
      library: { recordings: held.held.size, hours: held.hours },
      withheld: [...withheld],
      skipped: [
        ...corpus.skipped,
        ...held.failures.map(({ path, error }) => ({ path, reason: error.code, message: error.message })),
      ],
    },
  });
  await writeResultFiles(job.outFolder, {
    ...collageFiles(found, evidence, summary),
    ...(job.calibrate && { [SEARCH_EVIDENCE_FILE]: `${JSON.stringify(evidence, null, 2)}\n` }),
  });
  return summary;
}

interface FillOptions {
  readonly split: Split | undefined;
  readonly withheld: ReadonlySet<string>;
  readonly job: CollageEvaluation;
}

/** The split without what is withheld, and the training recordings beside it. */
function fillLibrary(
  folder: string,
  corpus: Corpus,
  { split, withheld, job }: FillOptions,
): Promise<HeldLibrary> {
  const wanted = corpus.recordings.filter(
    (recording) =>
      (split === undefined || recording.split === split || recording.split === 'train') &&
      !withheld.has(recording.id),
  );
  return holdExactly(folder, wanted, {
    model: job.model,
    threads: job.threads,
    onProgress: (amount, total) => job.onProgress?.('adding', amount, total, ''),
  });
}

interface PlanContext {
  readonly withheld: ReadonlySet<string>;
  readonly job: CollageEvaluation;
  readonly rng: Rng;
}

function planSets(
  recordings: readonly Recording[],
  { held }: HeldLibrary,
  { withheld, job, rng }: PlanContext,
): PlannedSet[] {
  const own = recordings.flatMap(({ id }): CollageRecording[] => {
    const recording = held.get(id);
    // Sounds that prove nothing are never found, by intent.
    if (recording === undefined || recording.variety < LEAST_VARIETY) return [];
    return [{ id, durationSeconds: recording.durationSeconds }];
  });
  const strange = recordings.flatMap(({ id, durationSeconds }): CollageRecording[] =>
    withheld.has(id) && durationSeconds !== undefined ? [{ id, durationSeconds }] : [],
  );
  return job.sets.map((name): PlannedSet => {
    const { chunks } = job;
    if (name === 'single') {
      const { queries } = planSingleAlterations(own, { name, chunks, rng: rng.fork(name) });
      return { name, queries, foreign: [] };
    }
    if (name === 'reprise') {
      return { name, queries: planReprises(own, { name, chunks, rng: rng.fork(name) }), foreign: [] };
    }
    const foreign = { name: `${name}-foreign`, level: name, chunks: Math.round(FOREIGN_SHARE * chunks) };
    return {
      name,
      queries: planCollages(own, { name, level: name, chunks, rng: rng.fork(name) }),
      foreign: strange.length < 3 ? [] : planCollages(strange, { ...foreign, rng: rng.fork(foreign.name) }),
    };
  });
}

interface SearchContext {
  readonly library: string;
  readonly held: HeldLibrary;
  readonly job: CollageEvaluation;
}

async function searchAll(
  sets: readonly PlannedSet[],
  recordings: readonly Recording[],
  { library, held, job }: SearchContext,
): Promise<Map<string, CollageFindings>> {
  const settings: CollageSettings = { library, model: job.model, cacheFolder: job.cacheFolder };
  const pool = new WorkerPool<CollageJob, CollageAnswer>(
    'evaluation/collage/collage-worker.js',
    job.threads,
    settings,
  );
  const byId = new Map(recordings.map((recording) => [recording.id, recording]));
  const idOf = new Map([...held.held].map(([id, recording]) => [recording.id, id]));
  const groupOf = new Map(recordings.map(({ id, group }) => [id, group]));
  const sharingOf = new Map(recordings.map(({ id, sharesSoundWith }) => [id, sharesSoundWith]));
  const all = sets.flatMap(({ queries, foreign }) => [
    ...queries.map((query) => ({ query, isForeign: false })),
    ...foreign.map((query) => ({ query, isForeign: true })),
  ]);
  const found = new Map<string, CollageFindings>();
  const search = async ({ query, isForeign }: { query: CollageQuery; isForeign: boolean }) => {
    const { seconds, aligned } = await pool.run({ query, sources: sourcesOf(query, byId) });
    const segments = aligned.flatMap((recording, rank) => {
      const recordingId = idOf.get(recording.recordingId)!;
      if (isSharedSound(query, sharingOf.get(recordingId) ?? [], recordingId)) return [];
      return varied(recording, held, recordingId).map((segment) => ({
        ...segment,
        recordingId,
        support: recording.support,
        rank,
        truth: segmentTruth(query, recordingId, segment, (id) => groupOf.get(id)),
      }));
    });
    found.set(query.id, { query, seconds, isForeign, segments });
    job.onProgress?.('searching', 1, all.length, query.id);
  };
  try {
    await Promise.all(all.map(search));
  } finally {
    await pool.close();
  }
  return found;
}

/** Whether a recording shares sound with one that the query was made of, but is none of these itself. */
function isSharedSound(
  { chunks }: CollageQuery,
  sharesSoundWith: readonly string[],
  recordingId: string,
): boolean {
  const isOwn = chunks.some((chunk) => chunk.recordingId === recordingId);
  return !isOwn && chunks.some((chunk) => sharesSoundWith.includes(chunk.recordingId));
}

/** As in a search: what only hums or ticks proves nothing. */
function varied(
  { segments }: AlignedRecording,
  { held }: HeldLibrary,
  recordingId: string,
): AlignedRecording['segments'] {
  return held.get(recordingId)!.variety < LEAST_VARIETY ? [] : segments;
}

function sourcesOf(
  { chunks }: CollageQuery,
  byId: ReadonlyMap<string, Recording>,
): Record<string, RenderSource> {
  return Object.fromEntries(
    chunks.map(({ recordingId }) => {
      const { path, sha256 } = byId.get(recordingId)!;
      if (sha256 === undefined) throw new DoppeltonError('INTERNAL', `${recordingId} was not hashed`);
      return [recordingId, { path, sha256 }];
    }),
  );
}

interface FitContext {
  readonly manifest: ModelManifest;
  readonly held: HeldLibrary;
  readonly split: Split | undefined;
  readonly corpus: Corpus;
  readonly job: CollageEvaluation;
}

function fitted(
  found: ReadonlyMap<string, CollageFindings>,
  { manifest, held, split, corpus, job }: FitContext,
): SearchEvidence {
  const from = split === undefined ? corpus.name : `${corpus.name}, ${split} split`;
  return fitSearchEvidence([...found.values()], {
    manifest,
    libraryHours: held.hours,
    falseAlarmRatePerQuery: job.falseAlarmRatePerQuery ?? USUAL_FALSE_ALARM_RATE,
    seed: job.seed,
    origin: `${found.size} queries (collage: ${job.sets.join(', ')}; seed ${job.seed}) of ${from}, against ${held.held.size} recordings`,
  });
}
