import { drawPaperAugmentation, type Augmentation } from '../augment/index.js';
import { DoppeltonError } from '../errors/index.js';
import type { ConstantQ } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { fragmentFrames, type ClassificationTask, type Recipe } from './recipe.js';
import { stackPlanes } from './stack-planes.js';
import type { BatchSource } from './training-loop.js';

/** A recording as a class: its index is its label. */
export interface TrainingRecording {
  readonly id: string;
  readonly durationSeconds: number;
}

/** One altered fragment of an epoch. */
export interface PlannedFragment {
  /** Index of the recording, which is its class. */
  readonly label: number;
  readonly startSeconds: number;
  readonly augmentation: Augmentation;
}

/** Port: turns planned fragments into linear magnitudes of at least the network's training length. */
export interface FragmentRendering {
  /** Renders fragments ahead, in the order that is quickest, so that {@link render} finds them ready. */
  prepare(fragments: readonly PlannedFragment[]): Promise<void>;
  /** One plane per fragment, in order: the augmentation of the stretch from `startSeconds`. */
  render(fragments: readonly PlannedFragment[]): Promise<readonly ConstantQ[]>;
}

/** Seconds of the source that a fragment is rendered from, so that the fastest tempo still fills it. */
export function sourceSeconds(recipe: Recipe, task: ClassificationTask): number {
  return recipe.fragmentSeconds * Math.max(1, task.augmentation.tempo.tempoRatio.max) + SPARE_SECONDS;
}

/** Rounding in the alterations must not cost the last column. */
const SPARE_SECONDS = 0.1;

/**
 * The fragments of one rendered epoch: every recording is cut at even distances from a random offset on, and
 * each fragment is altered anew.
 */
export function planEpoch(
  recipe: Recipe,
  task: ClassificationTask,
  recordings: readonly TrainingRecording[],
  renderedEpoch: number,
): PlannedFragment[] {
  const rng = new Rng(recipe.seed).fork('classification').fork(renderedEpoch);
  const needed = sourceSeconds(recipe, task);
  const spacing = task.fragmentSpacingSeconds;
  return recordings.flatMap(({ id, durationSeconds }, label) => {
    const own = rng.fork(id);
    const spare = durationSeconds - needed;
    const count = 1 + Math.floor(spare / spacing);
    const offset = own.uniform(0, spare - (count - 1) * spacing);
    return Array.from({ length: count }, (_, window) => ({
      label,
      startSeconds: offset + window * spacing,
      augmentation: drawPaperAugmentation(task.augmentation, own.fork(window)),
    }));
  });
}

/**
 * Batches of the paper's classification task.
 *
 * @param recordings - One class each; all at least {@link sourceSeconds} long.
 * @throws DoppeltonError `CORPUS_EMPTY` when an epoch does not fill a batch.
 */
export function createClassificationBatches(
  recipe: Recipe,
  task: ClassificationTask,
  recordings: readonly TrainingRecording[],
  rendering: FragmentRendering,
): BatchSource {
  const { batchSize } = recipe;
  const plans = Array.from({ length: Math.min(task.renderedEpochs, recipe.epochs) }, (_, epoch) =>
    planEpoch(recipe, task, recordings, epoch),
  );
  const stepsPerEpoch = Math.floor(Math.min(...plans.map((plan) => plan.length)) / batchSize);
  if (stepsPerEpoch === 0) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${recordings.length} recordings give fewer than ${batchSize} fragments of ${recipe.fragmentSeconds} s`,
    );
  }
  const frames = fragmentFrames(recipe);
  const order = (epoch: number) =>
    new Rng(recipe.seed)
      .fork('order')
      .fork(epoch)
      .shuffled(plans[epoch % plans.length]!);
  let current = { epoch: -1, fragments: [] as PlannedFragment[] };
  const fragmentsOf = (epoch: number) => {
    if (current.epoch !== epoch) current = { epoch, fragments: order(epoch) };
    return current.fragments;
  };

  return {
    batchSize,
    stepsPerEpoch,
    prepare: (epoch, steps) =>
      rendering.prepare(fragmentsOf(epoch).slice(steps.from * batchSize, steps.to * batchSize)),
    async batch(epoch, step) {
      const chosen = fragmentsOf(epoch).slice(step * batchSize, (step + 1) * batchSize);
      return {
        inputs: stackPlanes(await rendering.render(chosen), frames, recipe),
        labels: Int32Array.from(chosen, ({ label }) => label),
      };
    },
  };
}
