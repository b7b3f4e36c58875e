import { resolve } from 'node:path';
import type { Recording, RecordingPlane } from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { ConstantQPlane } from '../../../features/index.js';
import { Rng } from '../../../numeric/index.js';
import { drawRenderedCopy, type ContrastiveTask, type Recipe } from '../../../training/index.js';
import { hashFile } from '../files/file-hash.js';
import { RenderingPool } from '../rendering/rendering-pool.js';
import type { BatchPorts } from './training-batches.js';

/**
 * Planes of whole recordings altered in the time domain, through the feature cache.
 *
 * @returns As many a recording as the task asks for, in the recordings' order.
 * @throws DoppeltonError `INTERRUPTED`, and what rendering throws.
 */
export async function renderCopies(
  recipe: Recipe,
  { rendered }: ContrastiveTask,
  recordings: readonly RecordingPlane<Recording>[],
  { observer, cacheFolder, renderingThreads, signal }: BatchPorts,
): Promise<readonly (readonly ConstantQPlane[])[]> {
  if (rendered === undefined) return recordings.map(() => []);
  const { constantQ: config } = recipe.features;
  const rng = new Rng(recipe.seed).fork('rendered copies');
  const pool = new RenderingPool(renderingThreads, { cacheFolder: resolve(cacheFolder), config });
  const copies = recordings.map((): ConstantQPlane[] => []);
  const queue = recordings.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [index, { recording, plane }] of queue) {
      if (signal?.aborted === true) {
        throw new DoppeltonError('INTERRUPTED', 'stopped while rendering copies; those rendered are kept');
      }
      const own = rng.fork(recording.id);
      // The last frame lies less than a hop before the end.
      const durationSeconds = ((plane.frames - 1) * config.hopSamples) / config.sampleRateHz;
      const source = { path: recording.path, sha256: recording.sha256 ?? (await hashFile(recording.path)) };
      const fragments = Array.from({ length: rendered.copies }, () => ({
        startSeconds: 0,
        durationSeconds,
        augmentation: drawRenderedCopy(own),
      }));
      const planes = await pool.render({ source, fragments });
      copies[index]!.push(...planes.map((copy) => ConstantQPlane.from(copy)));
      observer.preparing('copies', ++done, recordings.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: renderingThreads }, work));
  } finally {
    await pool.close();
  }
  return copies;
}
