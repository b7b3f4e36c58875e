import { DoppeltonError } from '../../errors/index.js';
import type { Rng } from '../../numeric/index.js';
import type { CollageLevel } from './chunk-alterations.js';
import {
  cutWithin,
  placeChunks,
  usableForCollage,
  type CollageQuery,
  type CollageRecording,
} from './collage-plan.js';

const LEVEL: CollageLevel = 'medium';
const LONGEST_PART_SECONDS = 15;
/** A recording has to be so long that two parts are cut from it. */
const SHORTEST_SECONDS = 40;
/** Left out at both ends of a recording. */
const MARGIN_SECONDS = 2;
const CHUNKS_PER_QUERY = 3;

/**
 * Queries that come back to a recording: a part of it, a chunk of another, and a second part of the first, from before or
 * behind the first part. Where music repeats itself, each part resembles the place of the other as well.
 *
 * @param name - What the queries' ids begin with.
 * @param chunks - Chunks in all, about.
 * @throws DoppeltonError `CORPUS_EMPTY` when no recording is long enough, or there is none beside it.
 */
export function planReprises(
  recordings: readonly CollageRecording[],
  { name, chunks, rng }: { readonly name: string; readonly chunks: number; readonly rng: Rng },
): CollageQuery[] {
  const usable = usableForCollage(recordings);
  const long = usable.filter(({ durationSeconds }) => durationSeconds >= SHORTEST_SECONDS);
  if (long.length === 0 || usable.length < 2) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${long.length} recordings are ${SHORTEST_SECONDS} s long; queries that come back to one take 1, and another one`,
    );
  }
  return Array.from({ length: Math.ceil(chunks / CHUNKS_PER_QUERY) }, (_, i): CollageQuery => {
    const own = rng.fork(i);
    const twice = own.choose(long);
    const other = own.choose(usable.filter(({ id }) => id !== twice.id));
    const end = twice.durationSeconds - MARGIN_SECONDS;
    const middle = own.uniform(MARGIN_SECONDS + LONGEST_PART_SECONDS, end - LONGEST_PART_SECONDS);
    const settings = { level: LEVEL, longestSeconds: LONGEST_PART_SECONDS, rng: own };
    const [first, last] = own
      .shuffled([
        { id: twice.id, fromSeconds: MARGIN_SECONDS, toSeconds: middle },
        { id: twice.id, fromSeconds: middle, toSeconds: end },
      ])
      .map((stretch) => cutWithin(stretch, settings));
    const between = cutWithin(
      { id: other.id, fromSeconds: MARGIN_SECONDS, toSeconds: other.durationSeconds - MARGIN_SECONDS },
      settings,
    );
    return placeChunks(`${name}-${String(i).padStart(5, '0')}`, [first!, between, last!]);
  });
}
