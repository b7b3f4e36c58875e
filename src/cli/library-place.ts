import { homedir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';

/** Where the library is unless the user says otherwise: the system's folder for a user's data. */
function defaultLibraryFolder(): string {
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'doppelton', 'library');
}

/** `--library`, or else what the environment says, or else a folder of the user's. */
export function libraryOption(): Option {
  return new Option('--library <folder|url>', 'library: a folder, or a postgres:// URL')
    .env('DOPPELTON_LIBRARY')
    .default(defaultLibraryFolder());
}
