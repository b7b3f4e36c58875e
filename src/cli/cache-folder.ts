import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where features are kept between runs unless the user says otherwise: the system's cache folder. */
export function defaultCacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'doppelton', 'features');
}
