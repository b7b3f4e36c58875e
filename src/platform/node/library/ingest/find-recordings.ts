import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DoppeltonError } from '../../../../errors/index.js';
import { AUDIO_EXTENSIONS, sniffContainer, splitFileName } from '../../corpus/audio-file-names.js';
import { walkFolder, type FoundFile } from '../../corpus/corpus-walk.js';
import { nameError, readingError } from '../../files/file-access.js';

/** A file that may be a recording. */
export interface FileToIngest {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** A file that cannot be a library's recording, and why. */
export interface IngestFailure {
  readonly path: string;
  readonly error: DoppeltonError;
}

/** Whether an error is one of a single file, so that the others can go on. */
export function isFileFault(error: unknown): error is DoppeltonError {
  return error instanceof DoppeltonError && /^(AUDIO_|FILE_|NOT_A_FILE$)/.test(error.code);
}

/**
 * The recordings that names on a command line stand for: a file itself, whatever it is called; of a folder, at any
 * depth, what is called or begins like audio.
 *
 * @returns Each file once, and what could not be read.
 */
export async function findRecordings(
  names: readonly string[],
): Promise<{ readonly files: FileToIngest[]; readonly failures: IngestFailure[] }> {
  const files = new Map<string, FileToIngest>();
  const failures: IngestFailure[] = [];
  for (const name of names) {
    const path = resolve(name);
    try {
      const status = await stat(path);
      const found = status.isDirectory()
        ? await recordingsBelow(path, failures)
        : [{ path, bytes: status.size }];
      for (const file of found) files.set(file.path, file);
    } catch (error) {
      failures.push({ path, error: readingError(path, error) });
    }
  }
  return { files: [...files.values()], failures };
}

async function recordingsBelow(folder: string, failures: IngestFailure[]): Promise<FileToIngest[]> {
  const listing = await walkFolder(folder);
  for (const { path, reason, message } of listing.skipped) {
    if (reason !== 'unreadable') continue;
    const place = join(folder, path);
    const error = nameError(place) ?? new DoppeltonError('FILE_UNREADABLE', `${place}: ${message}`);
    failures.push({ path: place, error });
  }
  const recordings: FileToIngest[] = [];
  for (const file of listing.files) {
    if (await isAudio(file)) recordings.push({ path: file.path, bytes: file.bytes });
  }
  return recordings;
}

async function isAudio({ id, path }: FoundFile): Promise<boolean> {
  const { extension } = splitFileName(id);
  if (extension !== '') return AUDIO_EXTENSIONS.has(extension);
  return (await sniffContainer(path).catch(() => undefined)) !== undefined;
}
