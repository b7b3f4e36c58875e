import type { PlaneAlterationRanges } from '../augment/index.js';
import { DoppeltonError } from '../errors/index.js';
import type { ConstantQPlane, ConstantQ } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { alteredStretch } from './altered-stretch.js';
import { fragmentFrames, type ContrastiveTask, type Recipe } from './recipe.js';
import { stackPlanes } from './stack-planes.js';
import type { BatchSource } from './training-loop.js';

/** A recording to learn from. */
export interface GroupedPlane {
  /** At least a fragment long. */
  readonly plane: ConstantQPlane;
  /** Album; of a rendition, its composition. */
  readonly group: string;
  /**
   * One of several renditions of its group's composition, all of which play the same at the same time. Where two stand in
   * a batch, their stretches are the same, so that nothing but the sound tells them apart.
   */
  readonly isRendition?: boolean;
  /** The recording as altered in the time domain, its times kept; none when the recipe asks for none. */
  readonly rendered?: readonly ConstantQPlane[];
}

/**
 * Batches of the contrastive task: rows 2i and 2i + 1 are two altered copies of one stretch, and every pair of a batch
 * comes from another recording; recordings of one album, and renditions of one composition, are drawn together as far as the
 * recipe asks for it.
 *
 * @throws DoppeltonError `CORPUS_EMPTY` when there are fewer recordings than pairs in a batch.
 */
export function createContrastiveBatches(
  recipe: Recipe,
  task: ContrastiveTask,
  recordings: readonly GroupedPlane[],
): BatchSource {
  const { batchSize } = recipe;
  const pairs = batchSize / 2;
  const frames = fragmentFrames(recipe);
  if (recordings.length <= pairs) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${recordings.length} recordings of ${recipe.fragmentSeconds} s or more are too few for batches of ${pairs} pairs`,
    );
  }

  const starts = startRanges(recordings, frames);

  const copiesOf = (recording: GroupedPlane, others: readonly GroupedPlane[], rng: Rng, shared: Rng) => {
    const { plane, group, isRendition } = recording;
    const startFrame = (isRendition === true ? shared.fork(group) : rng).integer(starts.get(recording)!);
    const copy = (source: ConstantQPlane, ranges: PlaneAlterationRanges) =>
      alteredStretch({ plane: source, startFrame, frames }, ranges, rng, backgroundOf(others, frames, rng));
    return [copy(plane, task.first), copy(secondSource(recording, task, rng), task.second)];
  };

  return {
    batchSize,
    stepsPerEpoch: task.stepsPerEpoch,
    batch(epoch, step) {
      const rng = new Rng(recipe.seed).fork('contrastive').fork(epoch).fork(step);
      const shuffled = inGroups(rng.shuffled(recordings), task.recordingsPerGroup ?? 1, rng);
      const others = shuffled.slice(pairs);
      const copies = shuffled
        .slice(0, pairs)
        .flatMap((recording, pair) => copiesOf(recording, others, rng.fork(pair), rng));
      return Promise.resolve({ inputs: stackPlanes(copies, frames, recipe) });
    },
  };
}

/** How many starts a recording's stretches have to choose from: one in renditions of one composition, the shortest's. */
function startRanges(recordings: readonly GroupedPlane[], frames: number): ReadonlyMap<GroupedPlane, number> {
  const shortest = new Map<string, number>();
  for (const { isRendition, group, plane } of recordings) {
    if (isRendition === true) shortest.set(group, Math.min(plane.frames, shortest.get(group) ?? Infinity));
  }
  return new Map(
    recordings.map((recording) => {
      const { isRendition, group, plane } = recording;
      return [recording, (isRendition === true ? shortest.get(group)! : plane.frames) - frames + 1];
    }),
  );
}

/** What the second copy of a pair is made of. Draws nothing where the recipe has no rendered copies. */
function secondSource({ plane, rendered = [] }: GroupedPlane, task: ContrastiveTask, rng: Rng) {
  if (task.rendered === undefined || rendered.length === 0) return plane;
  return rng.uniform() < task.rendered.probability ? rng.choose(rendered) : plane;
}

/** The recordings in random order, but those of one album in runs of up to `size`. */
function inGroups(shuffled: readonly GroupedPlane[], size: number, rng: Rng): GroupedPlane[] {
  const runs: GroupedPlane[][] = [];
  const open = new Map<string, GroupedPlane[]>();
  for (const recording of shuffled) {
    const { group } = recording;
    const run = open.get(group);
    if (run !== undefined && run.length < size) run.push(recording);
    else {
      const next = [recording];
      runs.push(next);
      open.set(group, next);
    }
  }
  return rng.shuffled(runs).flat();
}

/** A stretch of a recording that is not in the batch. */
function backgroundOf(others: readonly GroupedPlane[], frames: number, rng: Rng): ConstantQ {
  const { plane } = rng.choose(others);
  return plane.slice(rng.integer(plane.frames - frames + 1), frames);
}
