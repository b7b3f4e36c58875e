import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DoppeltonError } from '../../../../errors/index.js';
import type { LibrarySettings } from '../../../../search/index.js';
import { systemErrorCode } from '../../files/file-access.js';
import { writeFileAtomically } from '../../files/file-writing.js';
import { parseJson } from '../../files/parse-json.js';

/**
 * What lies in the folder of a library:
 *
 * - `library.json`: format version and settings, for people; written when the library is made, and when one of an older
 *   format is opened by what may write values of the newer. Where it is missing, the format is taken for a known one: the
 *   database holds the settings too, and every value is checked as it is read.
 * - `recordings.mdb`: the LMDB database that holds everything; what is not in here is not in the library.
 * - `recordings.mdb-lock`: LMDB's locks; may be deleted while no process has the library open.
 * - `windows-….usearch`: an index of the windows' vectors; derived, may be deleted at any time. The database names the
 *   file that counts, and says up to which recording it reaches.
 */
export interface LibraryFolder {
  readonly path: string;
  readonly database: string;
  readonly description: string;
}

/** Version of the layout and of the values in the database. In the first a recording has one path. */
const FORMAT = 'doppelton-library/2';
const READABLE_FORMATS: readonly string[] = ['doppelton-library/1', FORMAT];

export const librarySettingsSchema = z.strictObject({
  model: z.strictObject({ name: z.string(), version: z.string(), sha256: z.string() }),
  embeddingSize: z.int().positive(),
  windowSeconds: z.number().positive(),
  hopSeconds: z.number().positive(),
});

const descriptionSchema = z.looseObject({ format: z.string() });

export function libraryFolder(path: string): LibraryFolder {
  return { path, database: join(path, 'recordings.mdb'), description: join(path, 'library.json') };
}

/**
 * Makes sure that a folder holds a library of a format that is known here.
 *
 * @returns Whether there is a library at all.
 * @throws DoppeltonError `LIBRARY_NEWER`, `LIBRARY_DAMAGED`, `LIBRARY_UNAVAILABLE`; `NOT_A_FOLDER`.
 */
export async function findLibrary(folder: LibraryFolder): Promise<boolean> {
  // An empty one was left by a process that was stopped while it made the library.
  const hasDatabase = sizeOf(folder) > 0;
  const text = await readDescription(folder);
  if (text === undefined) return hasDatabase;
  const description = descriptionSchema.safeParse(parseJson(text));
  if (!description.success) {
    throw new DoppeltonError('LIBRARY_DAMAGED', `${folder.description} is not the description of a library`);
  }
  if (!READABLE_FORMATS.includes(description.data.format)) {
    throw new DoppeltonError(
      'LIBRARY_NEWER',
      `${folder.path} has format ${description.data.format}; this version reads ${READABLE_FORMATS.join(' and ')}`,
    );
  }
  if (!hasDatabase) throw new DoppeltonError('LIBRARY_DAMAGED', `${folder.database} is missing`);
  return true;
}

/** Writes the description unless it is there and of this format. */
export async function describeLibrary(folder: LibraryFolder, settings: LibrarySettings): Promise<void> {
  const present = descriptionSchema.safeParse(parseJson((await readDescription(folder)) ?? ''));
  if (present.data?.format === FORMAT) return;
  await writeFileAtomically(
    folder.description,
    `${JSON.stringify({ format: FORMAT, ...settings }, null, 2)}\n`,
  );
}

/** 0 where there is no such file. */
function sizeOf({ path, database }: LibraryFolder): number {
  try {
    return statSync(database, { throwIfNoEntry: false })?.size ?? 0;
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOTDIR') throw unreadable(database, cause);
    throw new DoppeltonError(
      'NOT_A_FOLDER',
      `${path}: a file stands where the folder of a library is needed`,
      cause,
    );
  }
}

function unreadable(path: string, cause: unknown): DoppeltonError {
  return new DoppeltonError(
    'LIBRARY_UNAVAILABLE',
    `${path} cannot be read (${systemErrorCode(cause)})`,
    cause,
  );
}

async function readDescription({ description }: LibraryFolder): Promise<string | undefined> {
  try {
    return await readFile(description, 'utf8');
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw unreadable(description, cause);
  }
}
