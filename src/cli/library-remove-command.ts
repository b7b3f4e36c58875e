import { resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import { libraryName } from '../platform/node/index.js';
import type { LibraryRecording, LibraryStore } from '../search/index.js';
import { withLibrary } from './library-list-commands.js';
import { libraryOption } from './library-place.js';
import { printable } from './printable.js';

interface RemoveFlags {
  readonly library: string;
  readonly json?: true;
}

/** Shorter beginnings of an id are more likely a mistake. */
const SHORTEST_ID_DIGITS = 8;

/** `doppelton library remove ID|PATH…` */
export function registerLibraryRemove(library: Command): void {
  library
    .command('remove')
    .description('Take recordings out of a library; the files themselves stay.')
    .argument('<id|path...>', 'ids (or their first 8 digits and more), paths of files, folders of them')
    .addOption(libraryOption())
    .option('--json', 'print the removed ids as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library remove 3f6a20c1
  doppelton library remove ~/Music/old

Exit codes: 0 when something was removed, 2 when a name stands for nothing, or an error; then nothing is removed.`,
    )
    .action((names: string[], flags: RemoveFlags) =>
      withLibrary(flags.library, async (store) => {
        const ids = await idsOf(store, names, flags.library);
        const removed = await store.remove(ids);
        await store.optimise();
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify({ removed }, null, 2)}\n`
            : `${removed.length} recordings removed\n`,
        );
      }),
    );
}

/** @throws DoppeltonError `USAGE` naming the first name that stands for nothing. */
async function idsOf(store: LibraryStore, names: readonly string[], place: string): Promise<string[]> {
  const ids = new Set<string>();
  const unused = new Set(names);
  const tests = names.map((name) => ({ name, isMeant: meaning(name) }));
  for await (const recording of store.list()) {
    for (const { name, isMeant } of tests) {
      if (!isMeant(recording)) continue;
      ids.add(recording.id);
      unused.delete(name);
    }
  }
  for (const name of unused) {
    throw new DoppeltonError('USAGE', `${libraryName(place)} holds no recording ${printable(name)}`);
  }
  return [...ids];
}

function meaning(name: string): (recording: LibraryRecording) => boolean {
  const path = resolve(name);
  const below = path.endsWith(sep) ? path : `${path}${sep}`;
  const isId = name.length >= SHORTEST_ID_DIGITS && /^[0-9a-f]+$/.test(name);
  return (recording) =>
    recording.path === path || recording.path.startsWith(below) || (isId && recording.id.startsWith(name));
}
