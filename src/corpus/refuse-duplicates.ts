import type { Recording, SkippedRecording } from './recording.js';

/**
 * Keeps the first of several recordings with the same bytes, by SHA-256. A recording whose hash is not known is kept.
 *
 * @returns The kept recordings in their order, and each refused one with the name of the recording that it repeats.
 */
export function refuseDuplicates<R extends Recording>(
  recordings: readonly R[],
): { readonly recordings: R[]; readonly skipped: SkippedRecording[] } {
  const firstByHash = new Map<string, string>();
  const kept: R[] = [];
  const skipped: SkippedRecording[] = [];
  for (const recording of recordings) {
    const { sha256, id } = recording;
    const first = sha256 === undefined ? undefined : firstByHash.get(sha256);
    if (first !== undefined) {
      skipped.push({ path: id, reason: 'duplicate', message: `Same bytes as ${first}.` });
      continue;
    }
    if (sha256 !== undefined) firstByHash.set(sha256, id);
    kept.push(recording);
  }
  return { recordings: kept, skipped };
}
