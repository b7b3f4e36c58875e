import type { Recording } from '../../../../corpus/index.js';
import type { Rng } from '../../../../numeric/index.js';
import type { LibraryRecording } from '../../../../search/index.js';
import { hashFile } from '../../files/file-hash.js';
import { requireReadableFile } from '../../files/file-access.js';
import type { IngestFailure } from '../../library/ingest/find-recordings.js';
import { ingestFiles } from '../../library/ingest/ingest-files.js';
import { openLibraryOfModel } from '../../library/open-library.js';

/** What a library for an evaluation holds. */
export interface HeldLibrary {
  /** By the recording's id in the corpus. */
  readonly held: ReadonlyMap<string, LibraryRecording>;
  readonly hours: number;
  readonly failures: readonly IngestFailure[];
}

export interface HoldOptions {
  /** As for `loadModel`. */
  readonly model: string;
  readonly threads: number;
  readonly onProgress?: (recordings: number, total: number) => void;
}

/**
 * Brings a library to hold these recordings and no others; what it holds already is kept, so that a second evaluation
 * begins at once.
 *
 * @throws DoppeltonError What opening and filling a library throw.
 */
export async function holdExactly(
  folder: string,
  recordings: readonly Recording[],
  { model, threads, onProgress }: HoldOptions,
): Promise<HeldLibrary> {
  const idOf = new Map<string, string>();
  for (const { id, path, sha256 } of recordings) idOf.set(sha256 ?? (await hashFile(path)), id);
  const store = await openLibraryOfModel(folder, model);
  try {
    const surplus: string[] = [];
    for await (const { id } of store.list()) if (!idOf.has(id)) surplus.push(id);
    await store.remove(surplus);
    const known = await store.known([...idOf.keys()]);
    const missing = recordings.filter(({ sha256 }) => sha256 === undefined || !known.has(sha256));
    const files = await Promise.all(
      missing.map(async ({ path }) => ({ path, bytes: await requireReadableFile(path) })),
    );
    const { failures } = await ingestFiles(store, files, {
      model,
      threads: Math.min(threads, Math.max(1, files.length)),
      onFile: () => onProgress?.(1, files.length),
    });
    await store.optimise();
    const held = new Map<string, LibraryRecording>();
    for await (const recording of store.list()) held.set(idOf.get(recording.id)!, recording);
    return { held, hours: (await store.stats()).durationSeconds / 3600, failures };
  } finally {
    await store.close();
  }
}

/** Recordings that the library is to know nothing of: whole groups, about this share of all. */
export function withheldRecordings(
  recordings: readonly Recording[],
  share: number,
  rng: Rng,
): ReadonlySet<string> {
  const groups = new Map<string, string[]>();
  for (const { id, group } of recordings) groups.set(group, [...(groups.get(group) ?? []), id]);
  const withheld = new Set<string>();
  for (const ids of rng.shuffled([...groups.values()])) {
    if (withheld.size + ids.length <= share * recordings.length) for (const id of ids) withheld.add(id);
  }
  return withheld;
}
