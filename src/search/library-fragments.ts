import { openDirection, type FragmentEmbedding } from '../embedding/index.js';
import type { LibraryWindows } from './library-recording.js';

/** A library's windows as the fragments that they were made of: their vectors have the same directions. */
export function libraryFragments({ directions, times }: LibraryWindows): FragmentEmbedding[] {
  const count = times.length / 2;
  const size = directions.length / count;
  return Array.from({ length: count }, (_, i) => ({
    startSeconds: times[2 * i]!,
    endSeconds: times[2 * i + 1]!,
    vector: openDirection(directions.subarray(i * size, (i + 1) * size)),
  }));
}
