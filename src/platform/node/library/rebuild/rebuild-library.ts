import { stat } from 'node:fs/promises';
import { DoppeltonError } from '../../../../errors/index.js';
import type { LibraryStore, RecordingFile } from '../../../../search/index.js';
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
 * old one's place once it is whole. Until then the old one stays as it is and may be used: what comes or goes meanwhile
 * comes or goes in the new one too. A rebuild that was stopped goes on where it was.
 *
 * @throws DoppeltonError What opening a library and {@link ingestFiles} throw.
 */
export async function rebuildLibrary(place: string, options: RebuildOptions): Promise<RebuildReport> {
  await finishReplacement(place);
  const old = await openLibrary(place);
  const seen: PathsSeen = new Map();
  const reports: IngestReport[] = [];
  try {
    for (;;) {
      const { recordings, windows } = await old.stats();
      reports.push(await bringUpToDate(old, place, { seen, isFirst: reports.length === 0, options }));
      const report = joinReports(reports);
      const isWanted = report.failures.length === 0 || options.withoutMissing === true;
      if (!isWanted) return { ...report, isReplaced: false };
      // Making the index takes long: where recordings came or went since they were counted, the files are looked through again.
      if (await replaceLibrary(place, { recordings, windows })) return { ...report, isReplaced: true };
    }
  } finally {
    await old.close();
  }
}

/** By the paths that were read: the recording that lay there. */
type PathsSeen = Map<string, string>;

/** Makes the library in the making hold what the old one does. */
async function bringUpToDate(
  old: LibraryStore,
  place: string,
  work: { readonly seen: PathsSeen; readonly isFirst: boolean; readonly options: RebuildOptions },
): Promise<IngestReport> {
  const store = await openRebuild(place, work.options.model);
  try {
    const report = await ingestAll(old, store, work.seen, work.options);
    await forgetGone(old, store, work.seen);
    if (work.isFirst) await store.optimise();
    return report;
  } finally {
    await store.close();
  }
}

/** What was taken out of the old library after it had been read goes from the new one too; what comes again is read again. */
async function forgetGone(old: LibraryStore, store: LibraryStore, seen: PathsSeen): Promise<void> {
  const present = new Set<string>();
  for await (const { paths } of old.list()) for (const path of paths) present.add(path);
  const gone: RecordingFile[] = [];
  for await (const { id, paths } of store.list()) {
    gone.push(...paths.filter((path) => !present.has(path)).map((path) => ({ id, path })));
  }
  await store.removePaths(gone);
  for (const { path } of gone) seen.delete(path);
}

/** The library in the making; one that was begun with another model is given up. */
async function openRebuild(place: string, model: string): Promise<LibraryStore> {
  try {
    return await openLibraryOfModel(rebuildPlace(place), model);
  } catch (error) {
    const isOther =
      error instanceof DoppeltonError && /^LIBRARY_(INCOMPATIBLE|NEWER|DAMAGED)$/.test(error.code);
    if (!isOther) throw error;
    await discardRebuild(place);
    return openLibraryOfModel(rebuildPlace(place), model);
  }
}

/** Reads the files of a library until it names no other that was not seen. */
async function ingestAll(
  old: LibraryStore,
  store: LibraryStore,
  seen: PathsSeen,
  options: RebuildOptions,
): Promise<IngestReport> {
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
  seen: PathsSeen,
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
