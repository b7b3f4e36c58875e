import { alignFrames, RecordingFrames, SEARCH_COLUMN_FRAMES, SketchFrames } from '../alignment/index.js';
import { quantiseDirection, type FragmentEmbedding } from '../embedding/index.js';
import type { ConstantQConfig } from '../features/index.js';
import { meanCosineAlong, type FoundSegment, type RecordingAnalysis } from '../verification/index.js';
import { libraryFragments } from './library-fragments.js';
import { likelyRecordings, type LikelyRecording } from './likely-places.js';
import type { LibraryStore } from './library-store.js';

/**
 * Distance between the starts of two windows of a query: a quarter of the library's, so that one of the query's lies
 * within 0.31 s of any of the library's that it holds.
 */
export const QUERY_HOP_SECONDS = 0.625;

/** Neighbours that are asked for by each window of the query. */
const NEIGHBOURS = 48;
/** Recordings that are aligned with a query at most: so many, and so many more for each second of it. */
const LEAST_RECORDINGS = 4;
const RECORDINGS_PER_SECOND = 0.4;
/** Searches of an alignment: so many, and so many more for each second of the query. */
const LEAST_SEARCHES = 3;
const SEARCHES_PER_SECOND = 0.15;

/** A recording of the library that was aligned with the query. */
export interface AlignedRecording {
  readonly recordingId: string;
  readonly support: number;
  /** In order of the query's time; the best is there however weak it is. */
  readonly segments: readonly FoundSegment[];
}

export interface SearchPorts {
  readonly store: Pick<LibraryStore, 'nearest' | 'sketch' | 'windows'>;
  /** Geometry of the planes that the library's sketches were made of. */
  readonly config: ConstantQConfig;
}

/**
 * Finds where a query, or parts of it, may come from, and aligns it there: vectors say which recordings and where, the
 * sketches of these are aligned with the query.
 *
 * @param query - Analysed with windows {@link QUERY_HOP_SECONDS} apart.
 * @returns Most promising first, unweighed.
 * @throws DoppeltonError What the store throws.
 */
export async function alignWithLibrary(
  query: RecordingAnalysis,
  { store, config }: SearchPorts,
): Promise<AlignedRecording[]> {
  const { fragments, durationSeconds } = query.embedding;
  const likely = await findLikely(fragments, store);
  const most = LEAST_RECORDINGS + Math.ceil(RECORDINGS_PER_SECOND * durationSeconds);
  const frames = new RecordingFrames(query.plane, config, SEARCH_COLUMN_FRAMES);
  const maximumSearches = LEAST_SEARCHES + Math.ceil(SEARCHES_PER_SECOND * durationSeconds);
  const aligned: AlignedRecording[] = [];
  for (const recording of likely.slice(0, most)) {
    const { recordingId, support } = recording;
    const [sketch, windows] = await Promise.all([store.sketch(recordingId), store.windows(recordingId)]);
    // Removed since it was found.
    if (sketch === undefined || windows === undefined) continue;
    const segments = alignFrames(new SketchFrames(sketch, config), frames, recording.places, {
      config,
      maximumSearches,
    });
    const references = libraryFragments(windows);
    aligned.push({
      recordingId,
      support,
      segments: segments.map((segment) => ({
        ...segment,
        meanCosine: meanCosineAlong(segment, references, fragments, {
          marginSeconds: MARGIN_SECONDS,
        }),
      })),
    });
  }
  return aligned;
}

async function findLikely(
  fragments: readonly FragmentEmbedding[],
  store: SearchPorts['store'],
): Promise<LikelyRecording[]> {
  const size = fragments[0]!.vector.length;
  const directions = new Int8Array(fragments.length * size);
  fragments.forEach(({ vector }, i) => {
    directions.set(quantiseDirection(vector), i * size);
  });
  const found = await store.nearest(directions, NEIGHBOURS);
  return likelyRecordings(
    fragments.map(({ startSeconds, endSeconds }, i) => ({
      middleSeconds: (startSeconds + endSeconds) / 2,
      neighbours: found[i]!,
    })),
  );
}

/** The library's windows lie farther apart than the query's. */
const MARGIN_SECONDS = 0.6;
