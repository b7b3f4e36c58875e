import { stat } from 'node:fs/promises';
import { DoppeltonError } from '../../../../errors/index.js';
import type { LibraryStore } from '../../../../search/index.js';
import { readingError } from '../../files/file-access.js';
import type { FileToIngest, IngestFailure } from '../ingest/find-recordings.js';
import { ingestFiles, joinReports, type IngestOptions, type IngestReport } from '../ingest/ingest-files.js';
import { libraryName, openLibrary, openLibraryOfModel } from '../open-library.js';
import { discardRebuild, finishReplacement, rebuildPlace, replaceLibrary } from './library-places.js';

export interface RebuildOptions extends IngestOptions {
  /** Whether the new library takes the old one's place also when files have gone or cannot be read any more. */
  readonly withoutMissing?: boolean;
  /** Told of the files that are to be read, once and again when others were added meanwhile. */
  readonly onFiles?: (files: readonly FileToIngest[]) => void;
}

/** What became of the files of a library. */
export interface RebuildReport extends IngestReport {
  /** Whether the new library took the old one's place. */
  readonly isReplaced: boolean;
}

/**
 * Builds a library anew from the files that it was made of, with another model or by this version, and puts it in the
 * old one's place once it is whole. Until then the old one stays as it is and may be used; a rebuild that was stopped
 * goes on where it was.
 *
 * @throws DoppeltonError What opening a library and {@link ingestFiles} throw.
 */
export async function rebuildLibrary(place: string, options: RebuildOptions): Promise<RebuildReport> {
  await finishReplacement(place);
  const old = await openLibrary(place);
  try {
    const store = await openRebuild(place, options.model);
    let report: IngestReport;
    try {
      report = await ingestAll(old, store, options);
      await store.optimise();
    } finally {
      await store.close();
    }
    const isReplaced = report.failures.length === 0 || options.withoutMissing === true;
    if (isReplaced) await replaceLibrary(place);
    return { ...report, isReplaced };
  } finally {
    await old.close();
  }
}

/** The library in the making; one that was begun with another model is given up. */
async function openRebuild(place: string, model: string): Promise<LibraryStore> {
  try {
    return await openLibraryOfModel(rebuildPlace(place), model);
  } catch (error) {
    const isOther = error instanceof DoppeltonError && /^LIBRARY_(INCOMPATIBLE|DAMAGED)$/.test(error.code);
    if (!isOther) throw error;
    await discardRebuild(place);
    return openLibraryOfModel(rebuildPlace(place), model);
  }
}

/** Reads the files of a library until it names no other. */
async function ingestAll(
  old: LibraryStore,
  store: LibraryStore,
  options: RebuildOptions,
): Promise<IngestReport> {
  /** By the paths that were read: the recording that lay there. */
  const seen = new Map<string, string>();
  const reports: IngestReport[] = [];
  for (;;) {
    const { files, failures } = await unseenFiles(old, seen);
    reports.push({ ...joinReports([]), failures });
    if (files.length === 0) break;
    options.onFiles?.(files);
    reports.push(await ingestFiles(store, files, options));
  }
  const { failures, ...counts } = joinReports(reports);
  // A place that has gone is no loss where another file of its recording was read.
  const held = await store.known(failures.map(({ path }) => seen.get(path)!));
  return { ...counts, failures: failures.filter(({ path }) => !held.has(seen.get(path)!)) };
}

async function unseenFiles(
  old: LibraryStore,
  seen: Map<string, string>,
): Promise<{ readonly files: FileToIngest[]; readonly failures: IngestFailure[] }> {
  const files: FileToIngest[] = [];
  const failures: IngestFailure[] = [];
  for await (const { id, paths } of old.list()) {
    for (const path of paths) {
      if (seen.has(path)) continue;
      seen.set(path, id);
      try {
        files.push({ path, bytes: (await stat(path)).size });
      } catch (error) {
        failures.push({ path, error: readingError(path, error) });
      }
    }
  }
  return { files, failures };
}

/** What to call the place of the library in the making. */
export function rebuildName(place: string): string {
  return libraryName(rebuildPlace(place));
}
