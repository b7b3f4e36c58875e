import { resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import { libraryName } from '../platform/node/index.js';
import type { LibraryStore, RecordingFile } from '../search/index.js';
import { withLibrary } from './library-list-commands.js';
import { libraryOption } from './library-place.js';
import { printable } from './printable.js';

interface RemoveFlags {
  readonly library: string;
  readonly json?: true;
}

/** Shorter beginnings of an id are more likely a mistake. */
const SHORTEST_ID_DIGITS = 8;
const WHOLE_ID = /^[0-9a-f]{64}$/;

/** `doppelton library remove ID|PATH…` */
export function registerLibraryRemove(library: Command): void {
  library
    .command('remove')
    .description('Take recordings out of a library; the files themselves stay.')
    .argument('<id|path...>', 'ids (or their first 8 digits and more), paths of files, folders of them')
    .addOption(libraryOption())
    .option('--json', 'print the removed ids, and the places of recordings that stay, as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library remove 3f6a20c1
  doppelton library remove ~/Music/old

A path takes out that place; a recording of which files lie elsewhere too goes with the last one, or by its id.

Exit codes: 0 when something was removed, 2 when a name stands for nothing, or an error; then nothing is removed.`,
    )
    .action((names: string[], flags: RemoveFlags) =>
      withLibrary(flags.library, async (store) => {
        const { ids, files } = await whatIsMeant(store, names, flags.library);
        const removed = [...(await store.remove(ids)), ...(await store.removePaths(files))];
        await store.optimise();
        const gone = new Set(removed);
        const places = files.filter(({ id }) => !gone.has(id));
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify({ removed, places }, null, 2)}\n`
            : describeRemoval(removed.length, places.length),
        );
      }),
    );
}

function describeRemoval(recordings: number, places: number): string {
  const stay = places > 0 ? `, ${places} further places of recordings that stay` : '';
  return `${recordings} recordings removed${stay}\n`;
}

/**
 * @returns Recordings named by their ids, and places named by their paths.
 * @throws DoppeltonError `RECORDING_NOT_FOUND` naming the first name that stands for nothing.
 */
async function whatIsMeant(
  store: LibraryStore,
  names: readonly string[],
  place: string,
): Promise<{ readonly ids: string[]; readonly files: RecordingFile[] }> {
  // What has been named in full is not looked for: a list ends where it meets a damaged recording.
  const known = await store.known(names.filter((name) => WHOLE_ID.test(name)));
  const ids = [...known];
  const files: RecordingFile[] = [];
  const unused = new Set(names.filter((name) => !known.has(name)));
  if (unused.size === 0) return { ids, files };
  const meanings = [...unused].map((name) => ({ name, isId: idTest(name), isPath: pathTest(name) }));
  for await (const { id, paths } of store.list()) {
    const byId = meanings.filter(({ isId }) => isId(id));
    const byPath = meanings.filter(({ isPath }) => paths.some(isPath));
    for (const { name } of [...byId, ...byPath]) unused.delete(name);
    if (byId.length > 0) ids.push(id);
    else
      files.push(
        ...paths.filter((path) => byPath.some(({ isPath }) => isPath(path))).map((path) => ({ id, path })),
      );
  }
  for (const name of unused) {
    throw new DoppeltonError(
      'RECORDING_NOT_FOUND',
      `${libraryName(place)} holds no recording ${printable(name)}`,
    );
  }
  return { ids, files };
}

function idTest(name: string): (id: string) => boolean {
  const isId = name.length >= SHORTEST_ID_DIGITS && /^[0-9a-f]+$/.test(name);
  return (id) => isId && id.startsWith(name);
}

function pathTest(name: string): (path: string) => boolean {
  const named = resolve(name);
  const below = named.endsWith(sep) ? named : `${named}${sep}`;
  return (path) => path === named || path.startsWith(below);
}
