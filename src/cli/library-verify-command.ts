import type { Command } from 'commander';
import type { LibraryFault } from '../search/index.js';
import { withLibrary } from './library-list-commands.js';
import { libraryOption } from './library-place.js';
import { createProgress } from './progress.js';
import { printable } from './printable.js';
import { formatTable } from './table.js';

interface VerifyFlags {
  readonly library: string;
  readonly json?: true;
}

/** `doppelton library verify` */
export function registerLibraryVerify(library: Command): void {
  library
    .command('verify')
    .description('Read all that a library holds and check it.')
    .addOption(libraryOption())
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  doppelton library verify
  doppelton library verify --library /srv/archive --json

A fault of the index mends itself when something is added. For recordings that are damaged, take them out with
\`doppelton library remove\` and add their files again, or build all anew with \`doppelton library rebuild\`.

Exit codes: 0 when the library is sound, 1 when faults were found, 2 error.`,
    )
    .action((flags: VerifyFlags) =>
      withLibrary(flags.library, async (store) => {
        const { recordings } = await store.stats();
        const progress = createProgress({ label: 'verifying', total: recordings, unit: 'recordings' });
        const faults: LibraryFault[] = [];
        const onProgress = (count: number) => {
          progress.advance(count);
        };
        for await (const fault of store.verify(onProgress)) faults.push(fault);
        progress.done();
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify({ recordings, faults }, null, 2)}\n`
            : `${describeFaults(recordings, faults)}\n`,
        );
        if (faults.length > 0) process.exitCode = 1;
      }),
    );
}

function describeFaults(recordings: number, faults: readonly LibraryFault[]): string {
  if (faults.length === 0) return `sound: ${recordings} recordings`;
  return formatTable([
    ['recording', 'fault'],
    // In full: `remove` need not read the damaged recording then.
    ...faults.map(({ recordingId, message }) => [recordingId ?? '(all)', printable(message)]),
  ]);
}
