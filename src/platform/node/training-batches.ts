import type { Corpus } from '../../corpus/index.js';
import { DoppeltonError } from '../../errors/index.js';
import { createContrastiveBatches, type BatchSource, type Recipe } from '../../training/index.js';
import { createAudioDecoder } from './audio-decoder.js';
import { loadPlanes } from './corpus-planes.js';
import type { FeatureCache } from './feature-cache.js';
import type { TrainingJob } from './training-run.js';

/** Batches of a recipe's task, and how many classes it has if it is a classification. */
export interface TrainingBatches {
  readonly batches: BatchSource;
  readonly classes?: number;
}

/**
 * Prepares what a recipe trains on.
 *
 * @param train - The train split.
 * @throws DoppeltonError `CORPUS_EMPTY` when there are too few recordings that are long enough.
 */
export async function createTrainingBatches(
  job: Pick<TrainingJob, 'observer' | 'signal'>,
  recipe: Recipe,
  train: Corpus,
  cache: FeatureCache,
): Promise<TrainingBatches> {
  const { task } = recipe;
  if (task.kind === 'classification') {
    throw new DoppeltonError('INTERNAL', 'classification is not wired yet');
  }
  const { planes, skipped } = await loadPlanes(train, cache, createAudioDecoder(), {
    config: recipe.features.constantQ,
    minSeconds: recipe.fragmentSeconds,
    onProgress: (done, total) => {
      job.observer.preparing('recordings', done, total);
    },
    ...(job.signal === undefined ? {} : { signal: job.signal }),
  });
  for (const { path, message } of skipped) job.observer.note(`skipped ${path}: ${message}`);
  return {
    batches: createContrastiveBatches(
      recipe,
      task,
      planes.map(({ plane }) => plane),
    ),
  };
}
