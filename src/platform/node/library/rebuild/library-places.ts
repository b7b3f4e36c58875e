import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { DoppeltonError } from '../../../../errors/index.js';
import { systemErrorCode } from '../../files/file-access.js';
import { PostgresDatabase } from '../postgres/postgres-database.js';
import { isPostgresUrl, parsePostgresUrl } from '../postgres/postgres-place.js';

const NEW = 'rebuild';
const OLD = 'replaced';

/** Where a library is built anew: beside the old one, whose place it takes in the end. */
export function rebuildPlace(place: string): string {
  return sibling(place, NEW);
}

/**
 * Puts the library that was built anew in the place of the old one, and deletes that. In a database both are one
 * transaction. Of folders the old one is moved aside first: a process that is stopped in between leaves a place without
 * a library, which {@link finishReplacement} mends.
 *
 * Nobody may have the new one open in this process.
 *
 * @throws DoppeltonError `LIBRARY_UNAVAILABLE`.
 */
export async function replaceLibrary(place: string): Promise<void> {
  if (isPostgresUrl(place)) {
    await inSchemas(place, ({ own, built, replaced }) => [
      `ALTER SCHEMA ${own} RENAME TO ${replaced}`,
      `ALTER SCHEMA ${built} RENAME TO ${own}`,
      `DROP SCHEMA ${replaced} CASCADE`,
    ]);
    return;
  }
  const old = sibling(place, OLD);
  await guarded(place, async () => {
    await rm(old, { recursive: true, force: true });
    await rename(place, old);
    await rename(rebuildPlace(place), place);
    await rm(old, { recursive: true, force: true });
  });
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
    await inSchemas(place, ({ built }) => [`DROP SCHEMA IF EXISTS ${built} CASCADE`]);
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

async function inSchemas(
  place: string,
  statements: (names: { own: string; built: string; replaced: string }) => readonly string[],
): Promise<void> {
  const parsed = parsePostgresUrl(place);
  const database = new PostgresDatabase(parsed);
  const name = (suffix: string) => `"${parsed.schema}${suffix}"`;
  try {
    await database.transaction(async (query) => {
      for (const statement of statements({
        own: name(''),
        built: name(`_${NEW}`),
        replaced: name(`_${OLD}`),
      }))
        await query(statement);
    });
  } finally {
    await database.close();
  }
}

async function guarded(place: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new DoppeltonError(
      'LIBRARY_UNAVAILABLE',
      `${place} cannot be replaced by ${rebuildPlace(place)} (${systemErrorCode(cause)})`,
      cause,
    );
  }
}
