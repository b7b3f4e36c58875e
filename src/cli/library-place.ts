import { homedir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { DoppeltonError } from '../errors/index.js';
import { isPostgresUrl, libraryName } from '../platform/node/index.js';

/** A folder of this program in the system's folder for a user's data: where things are unless the user says otherwise. */
export function userDataFolder(name: string): string {
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'doppelton', name);
}

/** `--library`, or else what the environment says, or else a folder of the user's. */
export function libraryOption(): Option {
  return new Option('--library <folder|url>', 'folder of the library, or postgres://user@host/database')
    .env('DOPPELTON_LIBRARY')
    .argParser(requirePlace)
    .default(userDataFolder('library'));
}

/**
 * Another URL would make a folder of that name, password and all. The parser's own error would repeat it.
 *
 * @throws DoppeltonError `USAGE`.
 */
export function requirePlace(place: string): string {
  if (isPostgresUrl(place)) {
    libraryName(place);
    return place;
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return place;
  throw new DoppeltonError(
    'USAGE',
    '--library (or DOPPELTON_LIBRARY) is a URL of another kind; a library is a folder or postgres://…',
  );
}
