import type { Command } from 'commander';
import { registerLibraryAdd } from './library-add-command.js';
import { registerLibraryList, registerLibraryStats } from './library-list-commands.js';
import { registerLibraryRemove } from './library-remove-command.js';

/** `doppelton library add|remove|list|stats` */
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
  DOPPELTON_LIBRARY=/srv/archive doppelton library stats

Without --library and DOPPELTON_LIBRARY, a folder of your own is used (the help of each command names it).`,
    );
  registerLibraryAdd(library);
  registerLibraryRemove(library);
  registerLibraryList(library);
  registerLibraryStats(library);
}
