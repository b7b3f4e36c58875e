import type { Command } from 'commander';
import { registerLibraryAdd } from './library-add-command.js';
import { registerLibraryList, registerLibraryStats } from './library-list-commands.js';
import { registerLibraryQueue, registerLibraryWork } from './library-queue-commands.js';
import { registerLibraryRebuild } from './library-rebuild-command.js';
import { registerLibraryRemove } from './library-remove-command.js';
import { registerLibraryVerify } from './library-verify-command.js';

/** `doppelton library add|remove|list|stats|verify|rebuild|queue|work` */
export function registerLibraryCommand(program: Command): void {
  const library = program
    .command('library')
    .description('Keep a collection of recordings, by what it takes to find them again.')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library add ~/Music
  doppelton library list --json
  doppelton library add *.flac --library /srv/archive
  doppelton library add *.flac --library postgres://me@localhost/archive
  DOPPELTON_LIBRARY=/srv/archive doppelton library stats

Without --library and DOPPELTON_LIBRARY, a folder of your own is used (the help of each command names it).`,
    );
  registerLibraryAdd(library);
  registerLibraryRemove(library);
  registerLibraryList(library);
  registerLibraryStats(library);
  registerLibraryVerify(library);
  registerLibraryRebuild(library);
  registerLibraryQueue(library);
  registerLibraryWork(library);
}
