import { existsSync, renameSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { DoppeltonError } from '../../../../errors/index.js';
import type { LibraryStats } from '../../../../search/index.js';
import { systemErrorCode } from '../../files/file-access.js';
import { libraryFolder } from '../embedded/library-folder.js';
import { RecordingDatabase } from '../embedded/recording-database.js';
import { PostgresDatabase, type Query } from '../postgres/postgres-database.js';
import { isPostgresUrl, parsePostgresUrl } from '../postgres/postgres-place.js';

const NEW = 'rebuild';
const OLD = 'replaced';

/** Where a library is built anew: beside the old one, whose place it takes in the end. */
export function rebuildPlace(place: string): string {
  return sibling(place, NEW);
}

/** What a library holds, to tell whether it is still the same. */
export type LibraryCounts = Pick<LibraryStats, 'recordings' | 'windows'>;

/**
 * Puts the library that was built anew in the place of the old one, and deletes that, unless it holds something else by
 * now than was counted; nobody can change it meanwhile. In a database both are one transaction. Of folders the old one is
 * moved aside first: a process that is stopped in between leaves a place without a library, which
 * {@link finishReplacement} mends.
 *
 * Nobody may have the new one open in this process.
 *
 * @returns Whether it was replaced.
 * @throws DoppeltonError `LIBRARY_UNAVAILABLE`, `LIBRARY_DAMAGED`.
 */
export async function replaceLibrary(place: string, counted: LibraryCounts): Promise<boolean> {
  if (isPostgresUrl(place)) return replaceSchema(place, counted);
  const old = sibling(place, OLD);
  return guarded(place, async () => {
    await rm(old, { recursive: true, force: true });
    const database = new RecordingDatabase(libraryFolder(place).database, { readOnly: false, exists: true });
    try {
      const isReplaced = database.exclusively(() => {
        if (!isAsCounted(database.totals, counted)) return false;
        renameSync(place, old);
        renameSync(rebuildPlace(place), place);
        return true;
      });
      if (!isReplaced) return false;
    } finally {
      await database.close();
    }
    await rm(old, { recursive: true, force: true });
    return true;
  });
}

/** The same of schemas. What the queue of the old one holds is still to be done. */
function replaceSchema(place: string, counted: LibraryCounts): Promise<boolean> {
  return inSchemas(place, async ({ own, built, replaced }, query) => {
    // Who is writing has come to an end then, and who comes finds the new tables under the old names.
    await query(`LOCK TABLE ${own}.recordings, ${own}.windows, ${own}.library, ${own}.queue`);
    const [counts] = await query<LibraryCounts>(
      `SELECT recordings::float8, windows::float8 FROM ${own}.library`,
    );
    if (!isAsCounted(counts!, counted)) return false;
    await query(`DROP TABLE ${built}.queue`);
    await query(`ALTER TABLE ${own}.queue SET SCHEMA ${built}`);
    await query(`ALTER SCHEMA ${own} RENAME TO ${replaced}`);
    await query(`ALTER SCHEMA ${built} RENAME TO ${own}`);
    await query(`DROP SCHEMA ${replaced} CASCADE`);
    return true;
  });
}

function isAsCounted(present: LibraryCounts, { recordings, windows }: LibraryCounts): boolean {
  return present.recordings === recordings && present.windows === windows;
}

/** Ends a replacement that was stopped when the old library was aside and the new one not in its place. */
export async function finishReplacement(place: string): Promise<void> {
  if (isPostgresUrl(place)) return;
  const [old, built] = [sibling(place, OLD), rebuildPlace(place)];
  if (existsSync(place) || !existsSync(old) || !existsSync(built)) return;
  await guarded(place, async () => {
    await rename(built, place);
    await rm(old, { recursive: true, force: true });
  });
}

/** Deletes what was built anew, as when it was begun with another model. */
export async function discardRebuild(place: string): Promise<void> {
  if (isPostgresUrl(place)) {
    await inSchemas(place, ({ built }, query) => query(`DROP SCHEMA IF EXISTS ${built} CASCADE`));
    return;
  }
  await guarded(place, () => rm(rebuildPlace(place), { recursive: true, force: true }));
}

function sibling(place: string, suffix: string): string {
  if (!isPostgresUrl(place)) return `${place.replace(/[/\\]+$/, '')}.${suffix}`;
  const url = new URL(place);
  url.searchParams.set('schema', `${parsePostgresUrl(place).schema}_${suffix}`);
  return url.href;
}

/** Does something with schemas, as SQL names them, in one transaction. */
async function inSchemas<T>(
  place: string,
  work: (names: { own: string; built: string; replaced: string }, query: Query) => Promise<T>,
): Promise<T> {
  const parsed = parsePostgresUrl(place);
  const database = new PostgresDatabase(parsed);
  const name = (suffix: string) => `"${parsed.schema}${suffix}"`;
  const names = { own: name(''), built: name(`_${NEW}`), replaced: name(`_${OLD}`) };
  try {
    return await database.transaction((query) => work(names, query));
  } finally {
    await database.close();
  }
}

async function guarded<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DoppeltonError) throw cause;
    throw new DoppeltonError(
      'LIBRARY_UNAVAILABLE',
      `${place} cannot be replaced by ${rebuildPlace(place)} (${systemErrorCode(cause)})`,
      cause,
    );
  }
}
