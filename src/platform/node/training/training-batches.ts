import { resolve } from 'node:path';
import type { Corpus } from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  createClassificationBatches,
  createContrastiveBatches,
  sourceSeconds,
  type BatchSource,
  type ClassificationTask,
  type ContrastiveTask,
  type FragmentRendering,
  type PlannedFragment,
  type Recipe,
} from '../../../training/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { loadPlanes } from '../corpus/corpus-planes.js';
import { surveyCorpus } from '../corpus/corpus-survey.js';
import { FeatureCache } from '../corpus/feature-cache.js';
import type { RenderRequest, RenderSource } from '../rendering/fragment-renderer.js';
import { RenderingPool } from '../rendering/rendering-pool.js';
import { renderCopies } from './rendered-copies.js';
import type { TrainingObserver } from './training-run.js';

/** What a recipe trains on. */
export interface TrainingBatches {
  readonly batches: BatchSource;
  /** What is learned from, in the order of the labels: a run goes on with these very recordings or not at all. */
  readonly recordingIds: readonly string[];
  /** How many recordings the network learns to tell apart, if the task is a classification. */
  readonly classes?: number;
  /** Ends the threads that render. */
  close(): Promise<void>;
}

/** The recordings that are learned from. */
export interface TrainingRecordings {
  /** The train split. */
  readonly train: Corpus;
  /** Compositions, each a group, in several renditions that play the same at the same time. */
  readonly renditions?: Corpus;
}

/** What preparing batches needs. */
export interface BatchPorts {
  readonly observer: TrainingObserver;
  readonly cacheFolder: string;
  /** Threads that render fragments, >= 1. */
  readonly renderingThreads: number;
  readonly signal?: AbortSignal;
}

/**
 * Prepares what a recipe trains on.
 *
 * @param recordings - With renditions only for a contrastive task.
 * @throws DoppeltonError `CORPUS_EMPTY` when there are too few recordings that are long enough, `INTERRUPTED`.
 */
export function createTrainingBatches(
  recipe: Recipe,
  recordings: TrainingRecordings,
  ports: BatchPorts,
): Promise<TrainingBatches> {
  const { task } = recipe;
  return task.kind === 'contrastive'
    ? contrastiveBatches(recipe, task, recordings, ports)
    : classificationBatches(recipe, task, recordings.train, ports);
}

async function contrastiveBatches(
  recipe: Recipe,
  task: ContrastiveTask,
  { train, renditions }: TrainingRecordings,
  ports: BatchPorts,
): Promise<TrainingBatches> {
  const planes = await loadTrainingPlanes(recipe, 'recordings', train, ports);
  const played =
    renditions === undefined ? [] : await loadTrainingPlanes(recipe, 'renditions', renditions, ports);
  const all = [...planes, ...played];
  const rendered = await renderCopies(recipe, task, all, ports);
  const batches = createContrastiveBatches(
    recipe,
    task,
    all.map(({ plane, recording }, i) => ({
      plane,
      group: recording.group,
      isRendition: i >= planes.length,
      rendered: rendered[i]!,
    })),
  );
  const recordingIds = all.map(({ recording }) => recording.id);
  return { batches, recordingIds, close: () => Promise.resolve() };
}

async function loadTrainingPlanes(
  recipe: Recipe,
  label: string,
  corpus: Corpus,
  { observer, cacheFolder, signal }: BatchPorts,
) {
  const { planes, skipped } = await loadPlanes(corpus, new FeatureCache(cacheFolder), createAudioDecoder(), {
    config: recipe.features.constantQ,
    minSeconds: recipe.fragmentSeconds,
    onProgress: (done, total) => {
      observer.preparing(label, done, total);
    },
    ...(signal !== undefined && { signal }),
  });
  for (const { path, message } of skipped) observer.note(`skipped ${path}: ${message}`);
  return planes;
}

async function classificationBatches(
  recipe: Recipe,
  task: ClassificationTask,
  train: Corpus,
  { observer, cacheFolder, renderingThreads, signal }: BatchPorts,
): Promise<TrainingBatches> {
  let surveyed = 0;
  const survey = await surveyCorpus(train, undefined, {
    decoder: createAudioDecoder(),
    cache: new FeatureCache(cacheFolder),
    config: recipe.features.constantQ,
    onProgress: () => {
      if (signal?.aborted === true)
        throw new DoppeltonError('INTERRUPTED', 'stopped while reading the corpus');
      observer.preparing('recordings', ++surveyed, train.recordings.length);
    },
  });
  for (const { path, message } of survey.skipped) observer.note(`skipped ${path}: ${message}`);
  const seconds = sourceSeconds(recipe, task);
  const recordings = survey.recordings.filter(({ durationSeconds }) => durationSeconds >= seconds);
  const pool = new RenderingPool(renderingThreads, {
    cacheFolder: resolve(cacheFolder),
    config: recipe.features.constantQ,
  });
  const sources = recordings.map(({ id }) => survey.sources.get(id)!);
  const rendering = new PooledRendering(pool, sources, seconds, {
    observer,
    ...(signal !== undefined && { signal }),
  });
  try {
    const batches = createClassificationBatches(recipe, task, recordings, rendering);
    const recordingIds = recordings.map(({ id }) => id);
    return { batches, recordingIds, classes: recordings.length, close: () => pool.close() };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** Fragments that one call of a thread renders; bounds what is in flight. */
const FRAGMENTS_PER_CALL = 48;

/** Renders fragments in threads, through the feature cache. */
class PooledRendering implements FragmentRendering {
  readonly #pool: RenderingPool;
  readonly #sources: readonly RenderSource[];
  readonly #durationSeconds: number;
  readonly #ports: Pick<BatchPorts, 'observer' | 'signal'>;

  /** @param sources - The recording of each label. */
  constructor(
    pool: RenderingPool,
    sources: readonly RenderSource[],
    durationSeconds: number,
    ports: Pick<BatchPorts, 'observer' | 'signal'>,
  ) {
    this.#pool = pool;
    this.#sources = sources;
    this.#durationSeconds = durationSeconds;
    this.#ports = ports;
  }

  /** Recording by recording, so that each is decoded once; the planes stay in the cache. */
  async prepare(fragments: readonly PlannedFragment[]): Promise<void> {
    const calls: PlannedFragment[][] = [];
    for (const fragment of fragments.toSorted((a, b) => a.label - b.label)) {
      const last = calls.at(-1);
      const fits = last?.[0]?.label === fragment.label && last.length < FRAGMENTS_PER_CALL;
      if (fits) last.push(fragment);
      else calls.push([fragment]);
    }
    let done = 0;
    await Promise.all(
      calls.map(async (call) => {
        await this.#renderCall(call);
        done += call.length;
        this.#ports.observer.preparing('fragments', done, fragments.length);
      }),
    );
  }

  async render(fragments: readonly PlannedFragment[]) {
    return (await Promise.all(fragments.map((fragment) => this.#renderCall([fragment])))).flat();
  }

  /** @param fragments - Of one recording. */
  #renderCall(fragments: readonly PlannedFragment[]) {
    if (this.#ports.signal?.aborted === true) {
      throw new DoppeltonError('INTERRUPTED', 'stopped while rendering fragments; those rendered are kept');
    }
    const requests = fragments.map(({ startSeconds, augmentation }): RenderRequest => ({
      startSeconds,
      durationSeconds: this.#durationSeconds,
      augmentation,
    }));
    return this.#pool.render({ source: this.#sources[fragments[0]!.label]!, fragments: requests });
  }
}
